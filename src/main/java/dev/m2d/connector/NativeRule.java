package dev.m2d.connector;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a loader without a Singer process does with a setting of a connector.
 *
 * @param setting its name; `files[].keys` is a key of the items of a list, an `_` comes before an
 *     extra, and a `*` at the end stands for what is not named itself
 * @param values of {@link Treatment#EXACT}, the only values that are; none: all
 * @param refused of {@link Treatment#EXACT}, the values that are not
 * @param reason why a pipeline stays on `singer`
 * @param cases in `fixtures/connectors` that show it
 */
public record NativeRule(
    String setting,
    Treatment treatment,
    List<String> values,
    Optional<Pattern> refused,
    Optional<String> reason,
    List<String> cases) {

  public NativeRule {
    values = List.copyOf(values);
    cases = List.copyOf(cases);
  }

  /** What becomes of a value. */
  public enum Treatment {
    /** It does what it did. */
    EXACT,
    /** It changes no row. */
    IGNORED,
    /** It keeps the pipeline on `singer`, unless it is empty. */
    SINGER
  }
}
