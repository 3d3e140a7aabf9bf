package dev.m2d.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every node of every fixture and of the corpus, changed one by one. Run by
 * tools/campaigns/accounting; its name keeps it out of the usual tests.
 *
 * <p>Of the ignored nodes of the corpus every n-th is taken: {@code m2d.ignored}, 5 if not given;
 * of the others every n-th by {@code m2d.kept}, each if not given. {@code m2d.projects} is a
 * pattern of the groups that are taken, {@code m2d.report} a file that the table is written to.
 */
final class ProofCampaign {

  private static final String HEAD =
      """
      | Project | Nodes | Used | With a difference | Decision | Unsupported | Ignored | Changes | Refused | Wrong |
      |---|---|---|---|---|---|---|---|---|---|
      """;

  private final Map<String, List<Integer>> rows = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();

  @Test
  void everyNode() throws IOException {
    int ignored = Integer.getInteger("m2d.ignored", 5);
    int kept = Integer.getInteger("m2d.kept", 1);
    Pattern chosen = Pattern.compile(System.getProperty("m2d.projects", ".*"));
    for (Projects project : Projects.fixtures()) {
      if (chosen.matcher(project.group()).matches()) {
        row(project, new Proof.Sample(1, 1, 0));
      }
    }
    for (Projects project : Projects.corpus()) {
      if (chosen.matcher(project.group()).matches()) {
        row(project, new Proof.Sample(kept, ignored, 0));
      }
    }
    assertThat(rows).isNotEmpty();
    assertThat(failures).isEmpty();
  }

  private void row(Projects project, Proof.Sample sample) throws IOException {
    Optional<Proof.Result> result = Proof.of(project.folder(), project.name(), sample);
    if (result.isEmpty()) {
      return;
    }
    Proof.Result r = result.get();
    List<Integer> numbers = new ArrayList<>(List.of(r.counts().total()));
    for (State state : State.values()) {
      numbers.add(r.counts().of(state));
    }
    numbers.addAll(List.of(r.tried(), r.refused(), r.failures().size()));
    rows.merge(project.group(), numbers, ProofCampaign::sum);
    r.failures().forEach(f -> failures.add(project.name() + ": " + f));
    report();
  }

  private static List<Integer> sum(List<Integer> a, List<Integer> b) {
    List<Integer> sum = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      sum.add(a.get(i) + b.get(i));
    }
    return sum;
  }

  /** Writes the table so far: the run is long, and may be cut. */
  private void report() throws IOException {
    String report = System.getProperty("m2d.report", "");
    if (report.isEmpty()) {
      return;
    }
    StringBuilder table = new StringBuilder(HEAD);
    rows.forEach(
        (name, row) -> {
          table.append("| ").append(name);
          for (int number : row) {
            table.append(" | ").append(number);
          }
          table.append(" |\n");
        });
    failures.forEach(f -> table.append("\n- ").append(f));
    Files.writeString(Path.of(report), table);
  }
}
