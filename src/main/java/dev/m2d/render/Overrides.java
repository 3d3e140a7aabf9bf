package dev.m2d.render;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import freemarker.core.ParseException;
import freemarker.core.TemplateNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The templates of a project that take the place of built-in ones, each held against the contract
 * before anything is rendered.
 *
 * @param all by the name of the built-in
 */
public record Overrides(SortedMap<String, TemplateOverride> all) {

  /** Where they stand in the Meltano project. */
  public static final String FOLDER = OverrideFolder.PATH + "/";

  /** It sets what the tool sets, and is not part of FreeMarker's tree. */
  private static final Pattern HEADER = Pattern.compile("\\A\\s*<#ftl\\b");

  public Overrides {
    all = new TreeMap<>(all);
  }

  /** None. */
  public static Overrides none() {
    return new Overrides(new TreeMap<>());
  }

  /**
   * Reads and checks those of a project.
   *
   * @param sink gets what is wrong with them
   */
  public static Overrides read(Path project, Diagnostics sink) {
    SortedMap<String, SourceFile> files = new OverrideFolder(project, sink).read();
    if (files.isEmpty()) {
      return none();
    }
    Contract contract = Contract.read();
    SortedMap<String, TemplateOverride> all = new TreeMap<>();
    files.forEach(
        (name, file) -> {
          TemplateOverride override = new TemplateOverride(name, file, true);
          List<Diagnostic> problems = check(override, contract);
          problems.forEach(sink::add);
          boolean usable = problems.stream().noneMatch(Diagnostic::isError);
          all.put(name, new TemplateOverride(name, file, usable));
        });
    return new Overrides(all);
  }

  /** Their files, for showing lines of them. */
  public List<SourceFile> files() {
    return all.values().stream().map(TemplateOverride::file).toList();
  }

  /** The one that takes the place of a built-in. */
  public Optional<TemplateOverride> of(String template) {
    return Optional.ofNullable(all.get(template));
  }

  private static List<Diagnostic> check(TemplateOverride override, Contract contract) {
    String file = override.file().path();
    Matcher header = HEADER.matcher(override.text());
    if (header.find()) {
      int line = (int) header.group().chars().filter(c -> c == '\n').count() + 1;
      int column = header.group().length() - header.group().lastIndexOf('\n') - 5;
      return List.of(
          Diagnostic.of(
              Code.M2D622,
              new Span(file, line, column, line, column + 5),
              "The template uses `#ftl`, which is not for templates. The settings are the same for"
                  + " all of them."));
    }
    List<Diagnostic> problems = new java.util.ArrayList<>();
    if (override.isOlder()) {
      problems.add(older(override));
    }
    try {
      TemplateNode builtIn = new TemplateEngine(none()).tree(override.name());
      TemplateNode root =
          new TemplateEngine(
                  new Overrides(new TreeMap<>(java.util.Map.of(override.name(), override))))
              .parse(override.name());
      String include = "/" + BuiltInTemplates.FOLDER + override.name();
      String view = contract.view(override.name()).name();
      problems.addAll(
          TemplateCheck.override(
                  file,
                  root,
                  view,
                  contract,
                  new TemplateCheck.BuiltIn(include, TemplateCheck.macros(builtIn)))
              .problems());
    } catch (ParseException e) {
      problems.add(unparsable(file, e).withHint(Problems.hint(Code.M2D620, override.name())));
    } catch (StackOverflowError e) {
      problems.add(
          Diagnostic.of(Code.M2D620, Span.ofFile(file), "The template is nested too deeply."));
    }
    return problems;
  }

  private static Diagnostic older(TemplateOverride override) {
    String path = override.name();
    String compare = "m2d templates export --print " + path + " | diff " + FOLDER + path + " -";
    return Diagnostic.of(
            Code.M2D626,
            new Span(override.file().path(), 1, 1, 1, 2),
            "`" + path + "` was exported from an older built-in, which has changed since.")
        .withHint(
            "`"
                + compare
                + "` shows how the two differ. Take over what you need, its first line too.");
  }

  /** The place and the first sentence of what FreeMarker says. */
  private static Diagnostic unparsable(String file, ParseException e) {
    int line = Math.max(1, e.getLineNumber());
    int column = Math.max(1, e.getColumnNumber());
    boolean oneLine = e.getEndLineNumber() == line && e.getEndColumnNumber() >= column;
    Span at = new Span(file, line, column, line, oneLine ? e.getEndColumnNumber() + 1 : column + 1);
    String said = String.valueOf(e.getEditorMessage()).strip().replaceAll("\\s+", " ");
    String end = said.matches(".*[.)]") ? "" : ".";
    return Diagnostic.of(Code.M2D620, at, "The template cannot be parsed: " + said + end);
  }
}
