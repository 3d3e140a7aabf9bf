package dev.m2d.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.m2d.render.Contract.Component;
import dev.m2d.render.Contract.View;
import dev.m2d.testing.Approved;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * generator/contract/template-model.json and docs/template-reference.md are made of the plan's
 * records. {@code -Dm2d.approve=true} writes them, and fails.
 */
final class TemplateContractTest {

  private static final Path MODEL = Path.of("generator/contract/template-model.json");
  private static final Path PAGE = Path.of("docs/template-reference.md");
  private static final Contract CONTRACT = TemplateContract.read();

  @Test
  void theModelIsUpToDate() throws IOException {
    Map<String, Object> templates = new LinkedHashMap<>();
    CONTRACT
        .templates()
        .forEach(
            (name, t) -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("view", t.view());
              entry.put("makes", t.makes());
              templates.put(name, entry);
            });
    Map<String, Object> views = new LinkedHashMap<>();
    for (View view : CONTRACT.views().values()) {
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
    Approved.check(PAGE, TemplatePage.of(CONTRACT));
  }

  /** Reflection and JavaParser tell the same, so that neither can be wrong alone. */
  @Test
  void theCompiledRecordsAreTheSame() {
    for (View view : CONTRACT.views().values()) {
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
      String text = Files.readString(Path.of("templates", template.name()));
      assertThat(TemplateContract.headProblem(template.name(), text)).isEmpty();
    }
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
}
