package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged bundles, contracts, verdicts and files of rows: an answer, a place where something cannot
 * be read, no stack trace. `-Dm2d.seeds=N` for another number, see tools/campaigns/bad-bundles.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BadBundleTest {

  private static final Set<Integer> STATUSES = Set.of(0, 1, 2, 5, 6, 8);
  private static final Pattern PLACE = Pattern.compile("(?m)^ *-->|M2D[0-9]{3}");
  private static final Pattern TRACE = Pattern.compile("(?m)^\\s+at [\\w.$]+\\(|bug of m2d");
  private static final String NOW = "2026-11-19T00:00:00Z";

  @TempDir private Path top;

  @Test
  void damaged_input_is_told_and_never_crashes() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (int seed = 1; seed <= Integer.getInteger("m2d.seeds", 40); seed++) {
      wrong.addAll(damage(seed));
    }
    assertThat(wrong).isEmpty();
  }

  private List<String> damage(int seed) throws IOException {
    Random random = new Random(seed);
    Path history = Files.createDirectories(top.resolve("history"));
    Path bundle = history.resolve("20261118T053000Z-00c0ffee");
    BundleFixture.make(top, Map.of("base", "orders"), bundle);
    Path contract = Files.write(top.resolve("parity.yaml"), yaml());
    if (random.nextInt(3) == 0) {
      Cli.run("compare", bundle);
    }
    List<Path> files = new ArrayList<>(files(bundle));
    files.add(contract);
    Path file = files.get(random.nextInt(files.size()));
    String way = Mutations.names().get(random.nextInt(Mutations.names().size()));
    byte[] content = Mutations.apply(way, Files.readAllBytes(file), random);
    Path changed = file;
    if (file.toString().endsWith(".csv") && random.nextBoolean()) {
      Files.delete(file);
      changed = Path.of(file + ".gz");
      content = packed(content, random);
    }
    Files.write(changed, content);
    Path left = bundle.resolve("control/data");
    Path right = bundle.resolve("candidate/data");
    List<String> wrong = new ArrayList<>();
    for (Object[] command :
        List.<Object[]>of(
            new Object[] {"compare", bundle},
            new Object[] {"compare", bundle, "--contract", contract},
            new Object[] {"compare", left, right, "--out", top.resolve("out")},
            new Object[] {"compare", bundle, "--selftest"},
            new Object[] {
              "compare", "--gate", "--history", history, "--contract", contract, "--now", NOW
            })) {
      complaint(command)
          .ifPresent(c -> wrong.add(seed + " " + way + " of " + top.relativize(file) + ": " + c));
    }
    Workplace.delete(history);
    return wrong;
  }

  private static Optional<String> complaint(Object... command) {
    String name = String.join(" ", Stream.of(command).map(Object::toString).toList());
    try {
      Cli.Result result = Cli.run(command);
      String all = result.out() + result.err();
      boolean told = result.status() != 1 || PLACE.matcher(result.err()).find();
      return STATUSES.contains(result.status()) && told && !TRACE.matcher(all).find()
          ? Optional.empty()
          : Optional.of(name + "\n  exit " + result.status() + " " + result.err());
    } catch (StackOverflowError | OutOfMemoryError e) {
      return Optional.of(name + "\n  " + e);
    }
  }

  private static byte[] yaml() {
    return """
        schema_version: 1
        canon: 1
        columns:
          _sdc_extracted_at: {rule: within_run, reason: the time of each run}
        streams:
          raw/orders:
            key: [id]
            duplicates: report
            columns:
              amount: {rule: tolerance, rel: 1e-9, abs: 0, reason: sums, owner: ana, until: 2027-01-31}
        known_differences:
          - {id: KD-1, stream: raw/orders, column: note, left: "", right: null, reason: r, owner: ana, until: 2027-01-31}
        gate: {consecutive_clean: 1, min_days: 0}
        """
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(byte[] content, Random random) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    byte[] all = bytes.toByteArray();
    return random.nextBoolean() ? all : Mutations.apply("truncate", all, random);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
