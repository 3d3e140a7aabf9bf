package dev.m2d.compare.bundle;

import java.util.Map;
import java.util.Optional;

/**
 * What is left to know of a pair once it was judged. Its rows may be gone.
 *
 * @param contract canonical text of its contract without what the gate and the capture alone read
 * @param isOwn whether that contract is the one by which it was captured
 * @param runs the sides that ran
 * @param verdict empty when it was not judged yet
 * @param mutation whether all faults were found that were put into a copy of it; empty when that
 *     was not tried
 * @param schemas for each stream that is a table the canonical text of the old side's columns and
 *     key
 */
public record JudgedPair(
    Manifest manifest,
    String contract,
    boolean isOwn,
    Map<SideName, SideRun> runs,
    Optional<StoredVerdict> verdict,
    Optional<Mutation> mutation,
    Map<String, String> schemas) {

  /**
   * What a self-test came to.
   *
   * @param contractSha256 of the contract by which it judged
   */
  public record Mutation(boolean passed, String contractSha256) {}

  public JudgedPair {
    runs = Map.copyOf(runs);
    schemas = Map.copyOf(schemas);
  }
}
