package dev.m2d.render;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.body.Parameter;
import com.github.javaparser.ast.body.RecordDeclaration;
import com.github.javaparser.ast.nodeTypes.NodeWithSimpleName;
import com.github.javaparser.javadoc.Javadoc;
import com.github.javaparser.javadoc.JavadocBlockTag;
import dev.m2d.render.Contract.Component;
import dev.m2d.render.Contract.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What templates may see: the records of the plan that stand at the root of a template, and those
 * they hold. Read from the sources, because only these hold the words about each component.
 */
final class TemplateContract {

  private static final Pattern HEAD =
      Pattern.compile(
          "<#-- @ftlvariable name=\"\" type=\"dev\\.m2d\\.plan\\.(\\w+)\" -->\n<#-- (.+) -->\n");
  private static final Path SOURCES = Path.of("src/main/java/dev/m2d/plan");
  private static final Pattern WRAPPED = Pattern.compile("(Optional|List)<(.+)>");
  private static final Map<String, String> PLAIN =
      Map.of(
          "String", "text",
          "Snippet", "code",
          "boolean", "truth",
          "int", "number",
          "long", "number");

  /** The contract of the shipped templates. */
  static Contract read() {
    return read(SOURCES);
  }

  /** The same of other sources of these records. */
  static Contract read(Path sources) {
    Map<String, RecordDeclaration> records = records(sources);
    Set<String> roots =
        Templates.ALL.stream()
            .map(t -> t.view().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    Map<String, View> views = new TreeMap<>();
    roots.forEach(root -> add(root, records, views));
    Map<String, Contract.Entry> templates = new LinkedHashMap<>();
    for (Template template : Templates.ALL) {
      Matcher head = head(template.name(), shipped(template.name()));
      templates.put(
          template.name(), new Contract.Entry(template.view().getSimpleName(), head.group(2)));
    }
    return new Contract(templates, views);
  }

  private static String shipped(String name) {
    try {
      return Files.readString(Path.of("templates", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first two lines of a template: what it sees, and what it makes. */
  static Matcher head(String name, String text) {
    Matcher head = HEAD.matcher(text);
    if (!head.lookingAt()) {
      throw new AssertionError("templates/" + name + " does not say what it sees and makes");
    }
    return head;
  }

  /** What is wrong with the first two lines of a template. */
  static Optional<String> headProblem(String name, String text) {
    Matcher head = HEAD.matcher(text);
    if (!head.lookingAt()) {
      return Optional.of("templates/" + name + " does not say what it sees and makes");
    }
    String view =
        Templates.ALL.stream()
            .filter(t -> t.name().equals(name))
            .map(t -> t.view().getSimpleName())
            .findFirst()
            .orElseThrow();
    return head.group(1).equals(view)
        ? Optional.empty()
        : Optional.of(
            "templates/" + name + " says that it sees " + head.group(1) + "; it sees " + view);
  }

  private static void add(
      String name, Map<String, RecordDeclaration> records, Map<String, View> views) {
    RecordDeclaration declaration = records.get(name);
    if (declaration == null) {
      throw new AssertionError("no record " + name + " in " + SOURCES);
    }
    if (views.containsKey(name)) {
      return;
    }
    Javadoc doc =
        declaration
            .getJavadoc()
            .orElseThrow(() -> new AssertionError("no Javadoc on record " + name));
    Map<String, String> words = new LinkedHashMap<>();
    for (JavadocBlockTag tag : doc.getBlockTags()) {
      tag.getName().ifPresent(n -> words.put(n, plain(tag.getContent().toText())));
    }
    Map<String, Component> components = new LinkedHashMap<>();
    String file = name.replaceFirst("\\..*", "") + ".java";
    views.put(name, new View(name, plain(doc.getDescription().toText()), file, components));
    for (Parameter p : declaration.getParameters()) {
      Component component = component(name, p, words.get(p.getNameAsString()), records);
      if (component != null) {
        components.put(component.name(), component);
        if (records.containsKey(component.kind())) {
          add(component.kind(), records, views);
        }
      }
    }
  }

  /** Null for what templates cannot see, such as places of the input. */
  private static @Nullable Component component(
      String owner, Parameter p, @Nullable String words, Map<String, RecordDeclaration> records) {
    boolean list = false;
    boolean optional = false;
    String type = p.getType().asString();
    for (Matcher m = WRAPPED.matcher(type); m.matches(); m = WRAPPED.matcher(type)) {
      list |= m.group(1).equals("List");
      optional |= m.group(1).equals("Optional");
      type = m.group(2);
    }
    String nested = owner + "." + type;
    String kind = PLAIN.getOrDefault(type, records.containsKey(nested) ? nested : type);
    if (!PLAIN.containsValue(kind) && !records.containsKey(kind)) {
      return null;
    }
    String name = p.getNameAsString();
    if (words == null || words.isEmpty()) {
      throw new AssertionError(owner + "." + name + " has no @param");
    }
    return new Component(name, kind, list, optional, words);
  }

  private static Map<String, RecordDeclaration> records(Path sources) {
    JavaParser parser =
        new JavaParser(
            new ParserConfiguration().setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17));
    Map<String, RecordDeclaration> records = new TreeMap<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.sorted().toList()) {
        CompilationUnit unit =
            parser
                .parse(file)
                .getResult()
                .orElseThrow(() -> new AssertionError("cannot parse " + file));
        unit.findAll(RecordDeclaration.class).forEach(r -> records.put(fullName(r), r));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  private static String fullName(RecordDeclaration declaration) {
    return declaration
        .getParentNode()
        .filter(NodeWithSimpleName.class::isInstance)
        .map(outer -> ((NodeWithSimpleName<?>) outer).getNameAsString() + ".")
        .map(outer -> outer + declaration.getNameAsString())
        .orElse(declaration.getNameAsString());
  }

  /** Javadoc as Markdown. */
  private static String plain(String javadoc) {
    return javadoc
        .replaceAll("\\{@(?:code|link)\\s+([^}]*)}", "`$1`")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
