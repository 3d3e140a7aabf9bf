package dev.m2d.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.ProjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every node of every project is in exactly one state, and an ignored one is named. */
final class AccountingTest {

  private static final Matrix MATRIX = Matrix.load();

  static List<Projects> fixtures() {
    return Projects.fixtures();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void everyNodeOfAFixtureHasOneState(Projects project) throws IOException {
    assertThat(problems(project)).isEmpty();
  }

  @Test
  void everyNodeOfTheCorpusHasOneState() throws IOException {
    List<Projects> corpus = Projects.corpus();
    assumeTrue(!corpus.isEmpty(), "needs ../shared/corpus, projects of others");
    List<String> problems = new ArrayList<>();
    for (Projects project : corpus) {
      problems(project).forEach(p -> problems.add(project + ": " + p));
    }
    assertThat(problems).isEmpty();
  }

  private static List<String> problems(Projects project) throws IOException {
    List<String> problems = new ArrayList<>();
    try (Specimen specimen = new Specimen(project.folder(), project.name())) {
      Optional<Specimen.Planned> planned = specimen.plan();
      if (planned.isEmpty()) {
        return problems;
      }
      List<Input.Part> parts = Input.of(planned.get().reading(), planned.get().project());
      List<Entry> entries = planned.get().account().entries();
      for (Input.Part part : parts) {
        states(part, entries, problems);
      }
      Set<String> counted = parts.stream().map(Input.Part::file).collect(Collectors.toSet());
      // Without the scripts that are searched for calls.
      for (SourceFile file : ProjectReader.read(specimen.root()).files()) {
        // Programs, data, and the project's own descriptions of connectors have no keys to convert.
        boolean isData = file.path().matches(".*\\.(sql|py|csv|json|jsonl)|m2d/.*");
        if (!isData && !counted.contains(file.path())) {
          problems.add(file.path() + " is not counted");
        }
      }
      for (Entry entry : entries) {
        if (entry.state() != State.USED && entry.why().isEmpty()) {
          problems.add(entry.span() + " " + entry.path() + " does not say why");
        }
      }
    }
    return problems;
  }

  private static void states(Input.Part part, List<Entry> entries, List<String> problems) {
    Set<String> places =
        entries.stream()
            .filter(e -> e.file().equals(part.file()))
            .map(e -> e.span().toString())
            .collect(Collectors.toSet());
    List<Entry> own = entries.stream().filter(e -> e.file().equals(part.file())).toList();
    if (own.size() != places.size()) {
      problems.add(part.file() + ": a place is in two states");
    }
    List<Matrix.Row> rows = MATRIX.rows(part.kind());
    Set<String> seen = new HashSet<>();
    for (Leaf leaf : part.leaves()) {
      String at = (leaf.node().value().isNull() ? leaf.keySpan() : leaf.node().span()).toString();
      if (!places.contains(at)) {
        problems.add(at + " " + leaf.path() + " is in no state");
      }
      // `a.b` beside `b` in `a` are two ways of one path; of a name in `.env` only the last counts.
      String way = leaf.way().stream().map(s -> s.key() + "\n" + s.index()).toList().toString();
      boolean isEarlier =
          part.kind() == FileKind.DOTENV
              && own.stream()
                      .filter(e -> e.path().equals(leaf.path()))
                      .filter(e -> e.state() != State.IGNORED)
                      .count()
                  <= 1;
      if (!seen.add(way) && !isEarlier) {
        problems.add(at + " " + leaf.path() + " is there twice");
      }
      List<Matrix.Row> matches = rows.stream().filter(r -> r.key().matches(leaf.keys())).toList();
      long best =
          matches.stream()
              .filter(r -> matches.stream().noneMatch(o -> o.key().isMoreSpecificThan(r.key())))
              .count();
      if (best != 1) {
        problems.add(at + " " + leaf.path() + " is named by " + best + " rows");
      }
      ignoredIsNamed(part, leaf, matches, problems);
    }
  }

  /** A row that ignores any key at all is allowed only where a whole file is left to dbt. */
  private static void ignoredIsNamed(
      Input.Part part, Leaf leaf, List<Matrix.Row> matches, List<String> problems) {
    boolean ofDbt = part.kind().key().startsWith("dbt-");
    Optional<Matrix.Row> row = Matrix.Index.of(matches).find(leaf.keys());
    if (row.isPresent()
        && row.get().verdict().state() == State.IGNORED
        && !ofDbt
        && !row.get().key().namesKey()) {
      problems.add(leaf.path() + " is ignored by a row that names no key");
    }
  }
}
