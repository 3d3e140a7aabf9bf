package dev.m2d.compare.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a contract may say, beside its schema. */
final class ContractReaderTest {

  private static final String HEAD = "schema_version: 1\ncanon: 1\n";

  static Stream<Path> contracts() throws IOException {
    return Stream.of(Path.of("fixtures/projects"), Path.of("fixtures/compare"))
        .flatMap(
            folder -> {
              try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(f -> f.endsWith("parity.yaml")).sorted().toList().stream();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void everyContractCanBeReadAndHasTheSchema(Path file) throws IOException {
    String text = Files.readString(file);
    Diagnostics sink = new Diagnostics();
    assertThat(ContractReader.read(new SourceFile("parity.yaml", text), "", sink)).isPresent();
    assertThat(sink.sorted()).isEmpty();
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("generator/schema/parity.schema.json")));
    String json =
        JsonWriter.write(
            YamlReader.read(new SourceFile("parity.yaml", text), sink).orElseThrow().value());
    assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
  }

  @Test
  void theRuleOfAStreamComesBeforeThatOfAllStreams() {
    Contract contract =
        read(
            """
            columns:
              a: {rule: presence, reason: r}
              b: {rule: presence, reason: r}
            streams:
              s:
                columns:
                  a: {rule: exact}
            """);
    assertThat(contract.rule("s", "a").isExact()).isTrue();
    assertThat(contract.rule("s", "b").kind()).isEqualTo(ColumnRule.Kind.PRESENCE);
    assertThat(contract.rule("t", "a").kind()).isEqualTo(ColumnRule.Kind.PRESENCE);
    assertThat(contract.rule("s", "c").isExact()).isTrue();
  }

  @Test
  void whatRepeatsRowsReportsThem() {
    Contract contract =
        read(
            """
            streams:
              a: {load_method: append-only}
              u: {load_method: upsert}
              f: {load_method: append-only, duplicates: fail}
            """);
    assertThat(contract.stream("a").duplicates()).isEqualTo(StreamContract.Duplicates.REPORT);
    assertThat(contract.stream("u").duplicates()).isEqualTo(StreamContract.Duplicates.FAIL);
    assertThat(contract.stream("f").duplicates()).isEqualTo(StreamContract.Duplicates.FAIL);
    assertThat(contract.stream("z").duplicates()).isEqualTo(StreamContract.Duplicates.FAIL);
  }

  @Test
  void aLeniencyHoldsOnItsLastDay() {
    Terms terms =
        read("columns:\n  a: {rule: drop, reason: r, until: 2026-01-31}\n").rule("s", "a").terms();
    assertThat(terms.isExpired(Optional.of(LocalDate.of(2026, 1, 31)))).isFalse();
    assertThat(terms.isExpired(Optional.of(LocalDate.of(2026, 2, 1)))).isTrue();
    assertThat(terms.isExpired(Optional.empty())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "columns:\n  a: {rule: tolerance, reason: r}\n",
        "columns:\n  a: {rule: presence, abs: 1, reason: r}\n",
        "columns:\n  a: {rule: tolerance, rel: 1, reason: r}\n",
        "columns:\n  a: {rule: as, reason: r}\n",
        "columns:\n  a: {rule: presence, as: json, reason: r}\n",
        "columns:\n  a: {naive_as: Mars, reason: r}\n",
        "columns:\n  a: {rounding: truncate, reason: r}\n",
        "columns:\n  a: presence\n",
        "columns:\n  a: {rule: drop, reason: r, until: soon}\n",
        "columns:\n  a: {rule: drop, reason: ' '}\n",
        "streams:\n  s: {min_rows: -1}\n",
        "streams:\n  s: {types: {a: integer}}\n",
        "streams:\n  s: {types_may_widen: {a: {}}}\n",
        "known_differences:\n  - {id: K, stream: s, reason: r}\n",
        "gate: {require: [everything]}\n",
        "gate: {max_rows: 3}\n",
        "gate: {max_rows: {rows: 3}}\n",
        "gate: {include_days: [easter]}\n",
        "gate: {perf_confidence: 1}\n",
        "gate: {slas: [{work: nightly}]}\n",
        "streams:\n  s: {max_rows: {reason: r}}\n",
        "streams:\n  s: {max_rows: {rows: 3, reason: ' '}}\n",
        "streams:\n  s: {replication_method: logs}\n",
        // Where the sides write is not in the contract: it follows from the settings of the
        // loaders.
        "isolation: {schema: shadow}\n",
        "gates: {}\n"
      })
  void whatCannotBeMeantIsAnErrorWithAPlace(String text) {
    List<Diagnostic> found = findings(HEAD + text);
    assertThat(found).isNotEmpty().allMatch(Diagnostic::isError);
    assertThat(found).allSatisfy(d -> assertThat(d.at().orElseThrow().line()).isGreaterThan(2));
  }

  @Test
  void anotherVersionIsRefused() {
    assertThat(findings("schema_version: 2\ncanon: 1\n")).hasSize(1);
    assertThat(findings("canon: 1\n")).hasSize(1);
    assertThat(findings("[]\n")).hasSize(1);
  }

  private static Contract read(String text) {
    Diagnostics sink = new Diagnostics();
    return ContractReader.read(new SourceFile("parity.yaml", HEAD + text), "", sink)
        .orElseThrow(() -> new AssertionError(sink.sorted().toString()));
  }

  private static List<Diagnostic> findings(String text) {
    Diagnostics sink = new Diagnostics();
    assertThat(ContractReader.read(new SourceFile("parity.yaml", text), "", sink)).isEmpty();
    return sink.sorted();
  }
}
