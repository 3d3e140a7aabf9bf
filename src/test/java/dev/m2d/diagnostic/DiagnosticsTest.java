package dev.m2d.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Findings while they are collected. */
final class DiagnosticsTest {

  private static void add(Diagnostics sink, Code code, String file, int from, int to) {
    for (int line = from; line <= to; line++) {
      sink.add(code, new Span(file, line, 5, line, 6), "This is wrong.");
    }
  }

  @Test
  void of_a_kind_the_first_thousand_are_kept_and_the_places_of_the_rest() {
    Diagnostics sink = Diagnostics.bounded();
    add(sink, Code.M2D220, "meltano.yml", 1, 1500);
    add(sink, Code.M2D220, "more.yml", 1, 10);
    add(sink, Code.M2D221, "meltano.yml", 1, 10);
    List<Diagnostic> all = sink.sorted();
    assertThat(all).hasSize(1000 + 1 + 10 + 10);
    assertThat(all.stream().mapToInt(Diagnostic::count).sum()).isEqualTo(1500 + 10 + 10);
    Diagnostic rest = all.stream().filter(d -> d.count() > 1).findFirst().orElseThrow();
    assertThat(rest.message())
        .startsWith("500 more findings of M2D220 (")
        .endsWith(" are in the lines 1001 to 1500; they are not told one by one.");
    assertThat(rest.at()).contains(new Span("meltano.yml", 1001, 5, 1001, 6));
    assertThat(rest.everywhere().stream().map(Span::line).toList())
        .isEqualTo(IntStream.rangeClosed(1001, 1500).boxed().toList());
  }

  @Test
  void one_that_is_there_already_does_not_count() {
    Diagnostics sink = Diagnostics.bounded();
    add(sink, Code.M2D220, "meltano.yml", 1, 1000);
    add(sink, Code.M2D220, "meltano.yml", 1, 1000);
    assertThat(sink.sorted()).hasSize(1000);
  }

  @Test
  void joined_ones_lose_no_place() {
    Diagnostics part = Diagnostics.bounded();
    add(part, Code.M2D220, "meltano.yml", 401, 1900);
    Diagnostics sink = Diagnostics.bounded();
    add(sink, Code.M2D220, "meltano.yml", 1, 400);
    sink.addAll(part);
    assertThat(
            sink.sorted().stream()
                .flatMap(d -> d.everywhere().stream())
                .map(Span::line)
                .sorted()
                .toList())
        .isEqualTo(IntStream.rangeClosed(1, 1900).boxed().toList());
  }

  @Test
  void without_a_bound_each_is_kept() {
    Diagnostics sink = new Diagnostics();
    add(sink, Code.M2D220, "meltano.yml", 1, 1500);
    assertThat(sink.sorted()).hasSize(1500).allMatch(d -> d.count() == 1);
  }
}
