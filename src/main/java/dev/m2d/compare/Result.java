package dev.m2d.compare;

import dev.m2d.compare.performance.Figures;
import dev.m2d.compare.state.StateRow;
import dev.m2d.compare.verdict.Part;
import dev.m2d.compare.verdict.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a comparison came to.
 *
 * @param left the left side as it was named
 * @param right the right side as it was named
 * @param pair the run that was compared; empty for bare files
 * @param invalid why nothing that follows counts, as that a side failed; empty when it does
 * @param streams one for each stream, by name
 * @param parts what is no comparison of rows
 * @param states the bookmarks of both sides
 * @param figures what the sides needed; of both or of none
 * @param rules the rules of the contract and what became of them
 * @param known the known differences of the contract and what became of them
 * @param noise columns that differ between two runs of the old side
 */
public record Result(
    String left,
    String right,
    Optional<Identity> pair,
    List<String> invalid,
    List<StreamResult> streams,
    List<Part> parts,
    List<StateRow> states,
    List<Figures> figures,
    List<RuleUse> rules,
    List<KnownUse> known,
    List<Noise> noise) {

  public Result {
    invalid = List.copyOf(invalid);
    streams = List.copyOf(streams);
    parts = List.copyOf(parts);
    states = List.copyOf(states);
    figures = List.copyOf(figures);
    rules = List.copyOf(rules);
    known = List.copyOf(known);
    noise = List.copyOf(noise);
  }

  /**
   * Which run was compared.
   *
   * @param id name of the pair
   * @param mode `replay`, `live` or `noise`
   * @param scenario `full`, `incremental`, `noop`, `resume`, `new_column` or `round_trip`
   * @param contract SHA-256 of the contract that was used, hexadecimal
   * @param commit of the code; empty when unknown
   * @param plugins hash of the plugins
   * @param generated hash of the generated project
   * @param startedAt ISO 8601, UTC
   * @param endedAt ISO 8601, UTC
   */
  public record Identity(
      String id,
      String mode,
      String scenario,
      String contract,
      Optional<String> commit,
      String plugins,
      String generated,
      String startedAt,
      String endedAt) {}

  /**
   * A rule of the contract that met a column.
   *
   * @param rule as the contract names it
   * @param used in how many rows it decided instead of an exact comparison
   * @param isNeeded whether an exact comparison would have found a difference
   * @param isExpired whether its last day was over when the run ended; empty when nobody knows when
   *     that was
   */
  public record RuleUse(
      String stream,
      String column,
      String rule,
      long used,
      boolean isNeeded,
      Optional<Boolean> isExpired,
      Optional<String> reason,
      Optional<String> owner,
      Optional<String> until) {}

  /**
   * A known difference of the contract.
   *
   * @param used how many rows differ in this way
   * @param isExpired whether its last day was over when the run ended; empty when nobody knows when
   *     that was
   */
  public record KnownUse(
      String id,
      String stream,
      String column,
      long used,
      Optional<Boolean> isExpired,
      String reason,
      Optional<String> owner,
      Optional<String> until) {}

  /**
   * A column, or a stream as a whole, that differs between two runs of the old side.
   *
   * @param column its name; empty when whole rows differ
   * @param unequal how many rows differ
   * @param rows how many rows were compared
   * @param isCovered whether a rule of the contract covers it
   * @param advice what to add to the contract; empty when it is covered
   */
  public record Noise(
      String stream,
      Optional<String> column,
      long unequal,
      long rows,
      boolean isCovered,
      String advice) {}

  /** The worst verdict of all; without any stream or part nothing was compared. */
  public Verdict verdict() {
    if (!invalid.isEmpty()) {
      return Verdict.INCONCLUSIVE;
    }
    return Stream.concat(
            streams.stream().map(StreamResult::verdict), parts.stream().map(Part::verdict))
        .max(Comparator.naturalOrder())
        .filter(v -> !streams.isEmpty() || v != Verdict.EQUAL)
        .orElse(Verdict.INCONCLUSIVE);
  }
}
