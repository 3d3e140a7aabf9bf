package dev.m2d.connector;

import java.util.List;
import java.util.Optional;

/**
 * How far the rules of {@link NativeRule} go.
 *
 * @param variant the one that was asked for its rules
 * @param isNotYet whether it reads files that nothing reads natively yet
 * @param entry keys that every item of the list of streams needs
 * @param differences what is not as with tap and target, on purpose
 */
public record NativeScope(
    Optional<String> variant, boolean isNotYet, List<String> entry, List<Difference> differences) {

  public NativeScope {
    entry = List.copyOf(entry);
    differences = List.copyOf(differences);
  }

  /**
   * Something that a native pipeline does otherwise.
   *
   * @param what a sentence
   * @param cases in `fixtures/connectors` that show it
   */
  public record Difference(String what, List<String> cases) {
    public Difference {
      cases = List.copyOf(cases);
    }
  }
}
