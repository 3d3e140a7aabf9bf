package dev.m2d.compare.bundle;

import dev.m2d.compare.verdict.Verdict;
import java.util.List;
import java.util.Map;

/**
 * A verdict that was written into a bundle: verdict/verdict.json.
 *
 * @param pair the pair that it is about
 * @param contractSha256 of the contract by which it was reached
 * @param overall the worst of all
 * @param ofPair the worst of what concerns the pair as a whole: its runs and its states
 * @param streams by name
 * @param rules of the contract that met a column
 * @param noise what differs by itself and is not in the contract, as `stream` or `stream.column`
 */
public record StoredVerdict(
    String pair,
    String contractSha256,
    Verdict overall,
    Verdict ofPair,
    Map<String, OfStream> streams,
    List<Rule> rules,
    List<String> noise) {

  public StoredVerdict {
    streams = Map.copyOf(streams);
    rules = List.copyOf(rules);
    noise = List.copyOf(noise);
  }

  /**
   * What a stream came to.
   *
   * @param verdict the worst of its rows, its schema and its files
   * @param rows those of the left side
   * @param differing how many rows differ, in whatever way
   * @param others the worst of its schema and its files, and of its state
   * @param columns the names of those that were compared
   */
  public record OfStream(
      Verdict verdict, long rows, long differing, Verdict others, List<String> columns) {
    public OfStream {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A rule that met a column.
   *
   * @param isNeeded whether an exact comparison would have found a difference
   */
  public record Rule(String stream, String column, String rule, boolean isNeeded) {}
}
