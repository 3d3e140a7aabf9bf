package dev.m2d.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.m2d.render.TemplateContract.Component;
import dev.m2d.render.TemplateContract.View;
import dev.m2d.testing.Approved;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * generator/contract/template-model.json and docs/template-reference.md are made of the plan's
 * records. {@code -Dm2d.approve=true} writes them, and fails.
 */
final class TemplateContractTest {

  private static final Path MODEL = Path.of("generator/contract/template-model.json");
  private static final Path PAGE = Path.of("docs/template-reference.md");
  private static final Pattern HEAD =
      Pattern.compile(
          "<#-- @ftlvariable name=\"\" type=\"dev\\.m2d\\.plan\\.(\\w+)\" -->\n<#-- (.+) -->\n");

  private static final TemplateContract CONTRACT = TemplateContract.read();

  @Test
  void theModelIsUpToDate() throws IOException {
    Map<String, Object> templates = new LinkedHashMap<>();
    for (Template template : Templates.ALL) {
      templates.put(template.name(), template.view().getSimpleName());
    }
    Map<String, Object> views = new LinkedHashMap<>();
    for (View view : CONTRACT.sorted()) {
      Map<String, Object> components = new LinkedHashMap<>();
      for (Component c : view.components().values()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("kind", c.kind());
        entry.put("list", c.list());
        entry.put("optional", c.optional());
        entry.put("about", c.about());
        components.put(c.name(), entry);
      }
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("about", view.about());
      entry.put("source", view.source());
      entry.put("components", components);
      views.put(view.name(), entry);
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("schemaVersion", 1);
    model.put("templates", templates);
    model.put("views", views);
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    Approved.check(MODEL, new ObjectMapper().writer(printer).writeValueAsString(model) + "\n");
  }

  @Test
  void thePageIsUpToDate() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # What templates see

            Each `*.ftl` below `templates/` is rendered with one record at its root: its components are the names that the
            template knows. A plain *text* becomes a complete literal of the language that is written, *code* is written as it is,
            a *truth* decides, an *optional* value must be asked for with `??`. There is nothing else: an unknown name, a
            method call or a built-in other than `?has_content` is an error.

            This page and `generator/contract/template-model.json` are made of the sources of `dev.m2d.plan`.

            ## Templates

            | Template | Sees | Makes |
            |---|---|---|
            """);
    for (Template template : Templates.ALL) {
      String view = template.view().getSimpleName();
      page.append("| `").append(template.name()).append("` | ").append(link(view)).append(" | ");
      page.append(head(template).group(2)).append(" |\n");
    }
    for (View view : CONTRACT.sorted()) {
      page.append("\n## ").append(view.name()).append("\n\n").append(view.about()).append("\n\n");
      page.append("| Name | Kind | |\n|---|---|---|\n");
      for (Component c : view.components().values()) {
        String kind = c.type();
        String type =
            CONTRACT.views().containsKey(c.kind())
                ? kind.substring(0, kind.length() - c.kind().length()) + link(c.kind())
                : kind;
        page.append("| `").append(c.name()).append("` | ").append(type).append(" | ");
        page.append(c.about().replace("|", "\\|")).append(" |\n");
      }
    }
    Approved.check(PAGE, page.toString());
  }

  /** Reflection and JavaParser tell the same, so that neither can be wrong alone. */
  @Test
  void theCompiledRecordsAreTheSame() {
    for (View view : CONTRACT.sorted()) {
      Map<String, String> fromSource = new LinkedHashMap<>();
      view.components().values().forEach(c -> fromSource.put(c.name(), c.type()));
      Map<String, String> compiled = new LinkedHashMap<>();
      for (RecordComponent c : type(view.name()).getRecordComponents()) {
        String kind = kind(c.getGenericType().getTypeName());
        if (!kind.contains("dev.m2d")) {
          compiled.put(c.getName(), kind);
        }
      }
      assertThat(fromSource).as(view.name()).isEqualTo(compiled);
    }
  }

  @Test
  void everyTemplateSaysWhatItSeesAndMakes() throws IOException {
    for (Template template : Templates.ALL) {
      Matcher head = head(template);
      assertThat(head.group(1)).as(template.name()).isEqualTo(template.view().getSimpleName());
    }
  }

  private static Matcher head(Template template) throws IOException {
    Matcher head = HEAD.matcher(Files.readString(Path.of("templates", template.name())));
    assertThat(head.lookingAt()).as("head of " + template.name()).isTrue();
    return head;
  }

  private static Class<?> type(String view) {
    try {
      return Class.forName("dev.m2d.plan." + view.replace('.', '$'));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static String kind(String type) {
    List<String> words = new ArrayList<>();
    String rest = type;
    if (rest.startsWith("java.util.Optional<")) {
      words.add("optional");
      rest = rest.substring("java.util.Optional<".length(), rest.length() - 1);
    }
    if (rest.startsWith("java.util.List<")) {
      words.add("list of");
      rest = rest.substring("java.util.List<".length(), rest.length() - 1);
    }
    words.add(
        switch (rest) {
          case "java.lang.String" -> "text";
          case "dev.m2d.literal.Snippet" -> "code";
          case "boolean" -> "truth";
          case "int", "long" -> "number";
          default -> rest.replace("dev.m2d.plan.", "").replace('$', '.');
        });
    return String.join(" ", words);
  }

  private static String link(String view) {
    String anchor = view.toLowerCase(java.util.Locale.ROOT).replace(".", "");
    return "[" + view + "](#" + anchor + ")";
  }
}
