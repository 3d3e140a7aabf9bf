package dev.m2d.compare.contract;

import dev.m2d.diagnostic.Span;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the contract says of one stream.
 *
 * @param key columns that tell rows apart; they explain and never decide
 * @param loadMethod how the target writes rows
 * @param replicationMethod how the tap reads rows
 * @param duplicates what it means that a row is on both sides, on one of them more often
 * @param mayBeEmpty whether two empty sides are equal
 * @param minRows how many rows each side must have for a verdict
 * @param watermark the column whose values beyond the pair's watermark are out of the window
 * @param columns rules of this stream's columns
 * @param mayWiden columns whose type on the right may hold more than that on the left
 * @param types declared classes of columns, for files that declare none
 * @param maxRows rows that may differ in a pair that counts as clean; empty for the gate's own
 * @param cutOver the day on which people have let the new side take over; empty before
 * @param decommissioned the day on which they have removed the old side
 * @param span where it is written
 */
public record StreamContract(
    String name,
    List<String> key,
    Optional<LoadMethod> loadMethod,
    Optional<ReplicationMethod> replicationMethod,
    Duplicates duplicates,
    boolean mayBeEmpty,
    long minRows,
    Optional<String> watermark,
    Map<String, ColumnRule> columns,
    Map<String, Terms> mayWiden,
    Map<String, String> types,
    Optional<RowLimit> maxRows,
    Optional<LocalDate> cutOver,
    Optional<LocalDate> decommissioned,
    Span span) {

  /** How a target writes rows. */
  public enum LoadMethod {
    APPEND_ONLY,
    UPSERT,
    OVERWRITE;

    /** As the contract spells it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How a tap reads rows, as Singer names it. */
  public enum ReplicationMethod {
    FULL_TABLE,
    INCREMENTAL,
    LOG_BASED
  }

  /** What rows that one side has more often come to. */
  public enum Duplicates {
    /** Equal, and told. */
    REPORT,
    /** Different. */
    FAIL,
    /** Equal. */
    ALLOW;

    /** As the contract spells it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The contract of a stream that parity.yaml does not name. */
  public static StreamContract of(String name) {
    return new StreamContract(
        name,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Duplicates.FAIL,
        false,
        1,
        Optional.empty(),
        Map.of(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Span.ofFile("parity.yaml"));
  }

  /** The same with another key. */
  public StreamContract withKey(List<String> other) {
    return new StreamContract(
        name,
        other,
        loadMethod,
        replicationMethod,
        duplicates,
        mayBeEmpty,
        minRows,
        watermark,
        columns,
        mayWiden,
        types,
        maxRows,
        cutOver,
        decommissioned,
        span);
  }
}
