package dev.m2d.output.merge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Divides lines into items; gives none where they are anything but whole items of one list. */
final class ItemReader {

  private static final Pattern PYTHON_IMPORT =
      Pattern.compile("(from [\\w.]+) import .*|(import [\\w.]+.*)");
  private static final Pattern PYTHON_DEFINITION =
      Pattern.compile("(?:(?:async )?def|class) (\\w+).*|(\\w+)(?:: [^=]+)? = .*");
  private static final Pattern PYTHON_ENTRY =
      Pattern.compile("(\\w+)=.*|((?:[\\w.]+\\()?(\"[^\"]*\"|'[^']*')).*|(.*)");
  private static final Pattern YAML_KEY =
      Pattern.compile("(\"[^\"]*\"|'[^']*'|[^\\s#\\[{&*!|>'\"%@`-][^:#]*?|-[^\\s:]+):(?: .*)?");
  private static final Pattern TOML_KEY = Pattern.compile("([\\w.\"-]+)\\s*=.*");
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)(?:\\[[^]]*])?\\s*(?:[=<>~!;@].*|[\"'].*)?");
  private static final Pattern VARIABLE = Pattern.compile("#? ?(?:export )?([A-Za-z_]\\w*)=.*");

  private final Language language;
  private final List<Item> items = new ArrayList<>();
  private final List<String> pending = new ArrayList<>();
  private final List<String> current = new ArrayList<>();
  private String key = "";

  private ItemReader(Language language) {
    this.language = language;
  }

  /** The items of lines that begin with an item and end with one. */
  static Optional<List<Item>> read(Language language, List<String> lines) {
    return language == Language.TEXT ? Optional.empty() : new ItemReader(language).read(lines);
  }

  private Optional<List<Item>> read(List<String> lines) {
    int indent =
        lines.stream().filter(l -> !l.isBlank()).mapToInt(ItemReader::indent).min().orElse(0);
    boolean isSections =
        language == Language.TOML && lines.stream().anyMatch(l -> l.startsWith("["));
    boolean isSequence = lines.stream().anyMatch(l -> indent(l) == indent && isEntry(l.strip()));
    for (String line : lines) {
      String text = line.strip();
      if (text.isEmpty()) {
        (current.isEmpty() || !pending.isEmpty() ? pending : current).add(line);
      } else if (indent(line) > indent) {
        if (current.isEmpty() || !pending.isEmpty() && !text.startsWith("#")) {
          return Optional.empty();
        }
        (pending.isEmpty() ? current : pending).add(line);
      } else if (text.startsWith("#") && !(language == Language.LIST && isVariable(text))
          || language == Language.PYTHON && text.startsWith("@")) {
        pending.add(line);
      } else if (language == Language.PYTHON && text.matches("[)\\]}].*")
          || language == Language.TOML && text.startsWith("]")) {
        if (current.isEmpty() || !pending.isEmpty()) {
          return Optional.empty();
        }
        current.add(line);
      } else if (isSections && !text.startsWith("[")) {
        if (current.isEmpty()) {
          return Optional.empty();
        }
        current.addAll(pending);
        pending.clear();
        current.add(line);
      } else {
        Optional<String> found = key(text, indent, isSequence);
        if (found.isEmpty()) {
          return Optional.empty();
        }
        close();
        current.addAll(pending);
        pending.clear();
        current.add(line);
        key = found.get();
      }
    }
    close();
    if (!pending.isEmpty()) {
      items.add(new Item("\n" + String.join("\n", pending), pending));
    }
    Set<String> keys = new HashSet<>();
    boolean isWhole = items.stream().allMatch(i -> keys.add(i.key()) && isWhole(i));
    return isWhole ? Optional.of(items) : Optional.empty();
  }

  private void close() {
    if (!current.isEmpty()) {
      items.add(new Item(key, current));
      current.clear();
    }
  }

  private Optional<String> key(String text, int indent, boolean isSequence) {
    return switch (language) {
      case PYTHON -> {
        Optional<String> statement = first(PYTHON_IMPORT, text);
        if (statement.isEmpty() && indent == 0) {
          statement = first(PYTHON_DEFINITION, text);
        }
        yield statement.isPresent() || indent == 0 ? statement : first(PYTHON_ENTRY, text);
      }
      case YAML -> {
        if (isSequence) {
          yield isEntry(text) ? Optional.of(text) : Optional.empty();
        }
        yield first(YAML_KEY, text);
      }
      case TOML ->
          text.startsWith("[")
              ? Optional.of(text)
              : first(TOML_KEY, text).or(() -> first(REQUIREMENT, text));
      case LIST ->
          first(VARIABLE, text).or(() -> first(REQUIREMENT, text)).or(() -> Optional.of(text));
      case TEXT -> Optional.empty();
    };
  }

  /** Arguments and entries end with a comma; imports and definitions need none. */
  private boolean isWhole(Item item) {
    if (language != Language.PYTHON || item.key().startsWith("\n")) {
      return true;
    }
    String first =
        item.lines().stream()
            .map(String::strip)
            .filter(l -> !l.isEmpty() && !l.startsWith("#") && !l.startsWith("@"))
            .findFirst()
            .orElse("");
    if (indent(item.lines().get(item.lines().size() - 1)) == 0
        || PYTHON_IMPORT.matcher(first).matches()
        || item.lines().stream().anyMatch(l -> !l.isBlank() && indent(l) == 0)) {
      return true;
    }
    String last = "";
    for (String line : item.lines()) {
      last = line.isBlank() ? last : line.strip();
    }
    return last.replaceFirst("\\s+#.*", "").endsWith(",");
  }

  private boolean isEntry(String text) {
    return language == Language.YAML && (text.equals("-") || text.startsWith("- "));
  }

  private static boolean isVariable(String text) {
    return VARIABLE.matcher(text).matches();
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher m = pattern.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    for (int i = 1; i <= m.groupCount(); i++) {
      if (m.group(i) != null) {
        return Optional.of(m.group(i));
      }
    }
    return Optional.empty();
  }

  static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }
}
