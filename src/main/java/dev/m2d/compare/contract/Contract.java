package dev.m2d.compare.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contract of a comparison.
 *
 * @param sha256 of the file's bytes, hexadecimal; empty without a file
 * @param control name of the old side
 * @param candidate name of the new side
 * @param columns rules for columns of every stream
 * @param streams by name
 * @param known differences that are accepted
 * @param gate what the gate asks for
 */
public record Contract(
    String sha256,
    String control,
    String candidate,
    Map<String, ColumnRule> columns,
    Map<String, StreamContract> streams,
    List<KnownDifference> known,
    Gate gate) {

  /** No leniency at all. */
  public static final Contract NONE =
      new Contract("", "left", "right", Map.of(), Map.of(), List.of(), Gate.DEFAULT);

  /** What it says of a stream. */
  public StreamContract stream(String name) {
    StreamContract found = streams.get(name);
    return found == null ? StreamContract.of(name) : found;
  }

  /** The rule of a column: the stream's own one, else that for all streams, else `exact`. */
  public ColumnRule rule(String stream, String column) {
    return Optional.ofNullable(stream(stream).columns().get(column))
        .or(() -> Optional.ofNullable(columns.get(column)))
        .orElse(ColumnRule.EXACT);
  }

  /** Known differences of a stream. */
  public List<KnownDifference> known(String stream) {
    return known.stream().filter(k -> k.stream().equals(stream)).toList();
  }
}
