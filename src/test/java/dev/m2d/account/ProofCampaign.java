package dev.m2d.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Every node of every fixture and of the corpus, changed one by one. Run by
 * tools/campaigns/accounting; its name keeps it out of the usual tests.
 *
 * <p>Of the ignored nodes of the corpus every n-th is taken: {@code m2d.ignored}, 5 if not given;
 * {@code m2d.report} is a file that the table is written to.
 */
final class ProofCampaign {

  @Test
  void everyNode() throws IOException {
    int ignored = Integer.getInteger("m2d.ignored", 5);
    StringBuilder table = new StringBuilder();
    table.append("| Project | Nodes | Used | With a difference | Decision | Unsupported | Ignored");
    table.append(" | Changes | Refused | Wrong |\n|---|---|---|---|---|---|---|---|---|---|\n");
    List<String> failures = new ArrayList<>();
    for (Projects project : Projects.fixtures()) {
      row(project, 1, table, failures);
    }
    for (Projects project : Projects.corpus()) {
      row(project, ignored, table, failures);
    }
    String report = System.getProperty("m2d.report", "");
    if (!report.isEmpty()) {
      Files.writeString(Path.of(report), table);
    }
    assertThat(failures).as(table.toString()).isEmpty();
  }

  private static void row(Projects project, int ignored, StringBuilder table, List<String> failures)
      throws IOException {
    Optional<Proof.Result> result =
        Proof.of(project.folder(), project.name(), new Proof.Sample(1, ignored, 0));
    if (result.isEmpty()) {
      return;
    }
    Proof.Result r = result.get();
    table.append("| ").append(project.name()).append(" | ").append(r.counts().total());
    for (State state : State.values()) {
      table.append(" | ").append(r.counts().of(state));
    }
    table.append(" | ").append(r.tried()).append(" | ").append(r.refused());
    table.append(" | ").append(r.failures().size()).append(" |\n");
    r.failures().forEach(f -> failures.add(project.name() + ": " + f));
  }
}
