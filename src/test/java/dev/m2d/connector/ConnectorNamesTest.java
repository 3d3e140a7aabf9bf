package dev.m2d.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.yaml.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list by which descriptions of connectors are found. */
final class ConnectorNamesTest {

  @Test
  void it_names_each_description() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("generator/connectors"))) {
      Set<String> names =
          files
              .map(f -> f.getFileName().toString())
              .filter(f -> f.endsWith(".yaml"))
              .map(f -> f.substring(0, f.length() - ".yaml".length()))
              .collect(Collectors.toSet());
      assertThat(Resources.lines("connectors/names.txt")).isEqualTo(names);
    }
  }
}
