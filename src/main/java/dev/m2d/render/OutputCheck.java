package dev.m2d.render;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.literal.PythonLayout;
import dev.m2d.literal.PythonQuotes;
import dev.m2d.literal.PythonSyntax;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Holds what an override made against what the built-in makes: it must be of its language, as far
 * as that shows without Python, and keep the parts that other files and later runs rely on.
 */
final class OutputCheck {

  private static final Pattern BLOCK =
      Pattern.compile("<!-- m2d:(begin|end) ([A-Za-z0-9_.-]+) -->");
  private static final Pattern TABLE =
      Pattern.compile("(?m)^\\s*(\\[\\[?[^\\]\n]+\\]\\]?)\\s*(#.*)?$");
  private static final Pattern DOTENV =
      Pattern.compile("(?s)\\s*(#.*|(export\\s+)?[A-Za-z_][A-Za-z0-9_.]*\\s*=.*)?");
  private static final Pattern PIN = Pattern.compile("\\s*([#-].*|[A-Za-z0-9][A-Za-z0-9._-]*.*)?");
  private static final Pattern NAME =
      Pattern.compile("(?m)^(?:def |class )?([A-Za-z_][A-Za-z0-9_]*)(?:\\(.*|: .*| =.*)$");

  private static final Pattern MARKUP = Pattern.compile("\\$\\{[^}]*}|</?[#@][^>]*>");
  private static final Set<String> ADDED_TO = Set.of("files.yaml", "migration.yaml", "parity.yaml");

  /** Python that the kit imports names of. */
  private static final Set<String> IMPORTED =
      Set.of("dagster_project/__init__.py", "dagster_project/constants.py");

  private final TemplateOverride override;
  private final String path;
  private final String text;
  private final String builtIn;

  private OutputCheck(TemplateOverride override, String path, String text, String builtIn) {
    this.override = override;
    this.path = path;
    this.text = text;
    this.builtIn = builtIn;
  }

  /**
   * What is wrong with a file.
   *
   * @param path below the output folder
   * @param builtIn what the built-in makes in its place
   */
  static Optional<Diagnostic> check(
      TemplateOverride override, String path, String text, String builtIn) {
    return new OutputCheck(override, path, text, builtIn).check();
  }

  private Optional<Diagnostic> check() {
    if (path.endsWith(".py")) {
      Optional<PythonSyntax.Fault> fault =
          PythonSyntax.check(text).or(() -> PythonQuotes.fault(text));
      if (fault.isPresent()) {
        return Optional.of(at(fault.get().line(), fault.get().what()));
      }
      if (!PythonQuotes.texts(PythonLayout.format(text)).equals(PythonQuotes.texts(text))) {
        return Optional.of(whole("a long line cannot be broken without changing its strings"));
      }
      return IMPORTED.contains(path) ? lacks("the name", names(text), names(builtIn)) : none();
    }
    if (path.endsWith(".yaml")) {
      return yaml();
    }
    if (path.endsWith(".toml")) {
      return toml();
    }
    if (path.endsWith(".md")) {
      return blocks();
    }
    return lines();
  }

  private static Optional<Diagnostic> none() {
    return Optional.empty();
  }

  private static List<String> names(String python) {
    return found(NAME, python);
  }

  private static List<String> found(Pattern pattern, String in) {
    return pattern.matcher(in).results().map(m -> m.group(1)).toList();
  }

  private Optional<Diagnostic> yaml() {
    Diagnostics sink = new Diagnostics();
    Optional<YamlNode> read = YamlReader.read(new SourceFile(path, text), sink);
    Optional<Diagnostic> error = sink.sorted().stream().filter(Diagnostic::isError).findFirst();
    if (error.isPresent()) {
      String said = error.get().message();
      return Optional.of(at(error.get().at().map(Span::line).orElse(1), said));
    }
    return lacks("the key", keys(read), keys(YamlReader.read(new SourceFile(path, builtIn), sink)));
  }

  /** Of the mapping; in files that later runs add to, of those in it too, with a dot between. */
  private List<String> keys(Optional<YamlNode> node) {
    List<String> keys = new ArrayList<>();
    if (node.orElse(null) instanceof YamlMap map) {
      map.entries()
          .forEach(
              (key, entry) -> {
                keys.add(key);
                if (ADDED_TO.contains(path) && entry.value() instanceof YamlMap section) {
                  section.entries().keySet().forEach(name -> keys.add(key + "." + name));
                }
              });
    }
    return keys;
  }

  private Optional<Diagnostic> toml() {
    List<String> tables = found(TABLE, text);
    Set<String> seen = new TreeSet<>();
    for (String table : tables) {
      if (!table.startsWith("[[") && !seen.add(table)) {
        return Optional.of(whole("the table `" + table + "` is there twice"));
      }
    }
    return lacks("the table", tables, found(TABLE, builtIn));
  }

  /** The markers are where later runs write. */
  private Optional<Diagnostic> blocks() {
    String open = "";
    Set<String> seen = new TreeSet<>();
    Matcher marker = BLOCK.matcher(text);
    while (marker.find()) {
      boolean begins = marker.group(1).equals("begin");
      int line = (int) text.substring(0, marker.start()).chars().filter(c -> c == '\n').count() + 1;
      if (begins && !seen.add(marker.group(2))) {
        return Optional.of(at(line, "the block `" + marker.group(2) + "` is there twice"));
      }
      if (begins != open.isEmpty() || (!begins && !open.equals(marker.group(2)))) {
        return Optional.of(at(line, "`" + marker.group() + "` does not match the marker before"));
      }
      open = begins ? marker.group(2) : "";
    }
    if (!open.isEmpty()) {
      return Optional.of(whole("the block `" + open + "` has no end"));
    }
    return lacks("the managed block", seen, blockNames(builtIn));
  }

  private static Set<String> blockNames(String text) {
    return BLOCK.matcher(text).results().map(m -> m.group(2)).collect(Collectors.toSet());
  }

  private Optional<Diagnostic> lines() {
    boolean isDotenv = path.startsWith(".env");
    Pattern pattern = isDotenv ? DOTENV : PIN;
    List<String> all = text.lines().toList();
    for (int i = 0; i < all.size(); i++) {
      if (!pattern.matcher(all.get(i)).matches()) {
        String kind = isDotenv ? "comment and no variable" : "comment and no requirement";
        return Optional.of(at(i + 1, "the line is no " + kind));
      }
    }
    Pattern variable = Pattern.compile("(?m)^(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=");
    return path.equals(".env")
        ? lacks("the variable", found(variable, text), found(variable, builtIn))
        : none();
  }

  private Optional<Diagnostic> lacks(
      String what, Collection<String> there, Collection<String> needed) {
    return needed.stream()
        .filter(name -> !there.contains(name))
        .sorted()
        .findFirst()
        .map(name -> whole(what + " `" + name + "` is missing, which the built-in has"));
  }

  private Diagnostic whole(String what) {
    return problem(Span.ofFile(override.file().path()), "`" + path + "`", what);
  }

  /** At the line of the template that made the line, where only one can have. */
  private Diagnostic at(int line, String what) {
    List<String> all = text.lines().toList();
    String made = line <= all.size() ? all.get(line - 1) : "";
    String file = override.file().path();
    List<Span> makers = new ArrayList<>();
    List<String> own = override.text().lines().toList();
    for (int i = 0; i < own.size(); i++) {
      if (makes(own.get(i), made)) {
        String text = own.get(i).strip();
        int column = own.get(i).indexOf(text) + 1;
        int end = column + text.codePointCount(0, text.length());
        makers.add(new Span(file, i + 1, column, i + 1, end));
      }
    }
    Span at = makers.size() == 1 ? makers.get(0) : Span.ofFile(file);
    return problem(at, "line " + line + " of `" + path + "`", what);
  }

  /** Whether a line of the template fits to a line that was made, by its plain text. */
  private static boolean makes(String line, String made) {
    String plain = MARKUP.matcher(line).replaceAll("\n").strip();
    if (plain.isEmpty() || made.isBlank()) {
      return false;
    }
    String pattern =
        MARKUP.splitAsStream(line.strip()).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.matches("\\s*" + pattern + ".*", made);
  }

  private Diagnostic problem(Span at, String where, String what) {
    return Diagnostic.of(Code.M2D624, at, says(where, what))
        .withHint(Problems.hint(Code.M2D624, override.name()));
  }

  private static String says(String where, String what) {
    return "The template makes a file that cannot be used. In "
        + where
        + ": "
        + what
        + (what.endsWith(".") ? "" : ".");
  }
}
