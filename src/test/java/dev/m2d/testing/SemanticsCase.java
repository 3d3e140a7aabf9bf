package dev.m2d.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * A folder of fixtures/semantics: a Meltano project, questions about it, and what the real Meltano
 * answered. The keys of a question are explained in src/test/python/semantics/cases.py.
 *
 * @param folder with case.yaml, input/ and expected.json
 */
public record SemanticsCase(Path folder) {
  private static final Path ROOT = Path.of("fixtures", "semantics");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All cases, by name. */
  public static List<SemanticsCase> all() {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("case.yaml")))
          .sorted()
          .map(SemanticsCase::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder's name. */
  public String name() {
    return folder.getFileName().toString();
  }

  /** The Meltano project. */
  public Path input() {
    return folder.resolve("input");
  }

  /** The row of the trap table that it shows; empty for a case of another table. */
  public Optional<Integer> trap() {
    return text().has("trap") ? Optional.of(text().get("trap").asInt()) : Optional.empty();
  }

  private JsonNode text() {
    return JSON.valueToTree(new Yaml().load(read("case.yaml")));
  }

  /** The questions. */
  public List<JsonNode> asks() {
    JsonNode text = text();
    return text.has("ask") ? several(text.get("ask")) : List.of(JSON.createObjectNode());
  }

  /** The answers, one for each question. */
  public List<JsonNode> expected() {
    try {
      return several(JSON.readTree(read("expected.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> several(JsonNode node) {
    List<JsonNode> all = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(all::add);
    } else {
      all.add(node);
    }
    return all;
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
