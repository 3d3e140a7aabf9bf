package dev.m2d.cli;

import dev.m2d.compare.row.DialectGuess;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What `m2d compare` takes to read CSV; what is not given is found out. */
final class DialectOptions {

  private static final String NONE = "none";

  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      description = "Between the cells of CSV; default: found out. A tab is written as \\t.")
  private @Nullable String delimiter;

  @Option(
      names = "--quote",
      paramLabel = "CHAR",
      description =
          "Around cells of CSV; `none` when quotes are text. Default: \", or ' where that reads it.")
  private @Nullable String quote;

  @Option(
      names = "--escape",
      paramLabel = "CHAR",
      description =
          "Before a quote or a delimiter of CSV that is text; `none` when quotes are doubled."
              + " Default: none, or a backslash where that reads it.")
  private @Nullable String escape;

  /** What CSV files may be. */
  DialectGuess guess(CommandSpec spec) {
    List<Character> delimiters =
        delimiter == null
            ? DialectGuess.ANY.delimiters()
            : List.of(character(spec, "--delimiter", delimiter, Character.MAX_VALUE));
    List<Optional<Character>> quotes =
        quote == null ? DialectGuess.ANY.quotes() : List.of(mark(spec, "--quote", quote));
    List<Optional<Character>> escapes =
        escape == null ? DialectGuess.ANY.escapes() : List.of(mark(spec, "--escape", escape));
    // Who says that quotes escape quotes means that they are doubled.
    if (escapes.equals(quotes)) {
      escapes = List.of(Optional.empty());
    }
    DialectGuess guess = new DialectGuess(delimiters, quotes, escapes);
    if (delimiter != null
        && (quotes.contains(Optional.of(delimiters.get(0)))
            || escapes.contains(Optional.of(delimiters.get(0))))) {
      throw new ParameterException(
          spec.commandLine(), "--delimiter: `" + delimiter + "` is a quote or an escape too");
    }
    return guess;
  }

  private static Optional<Character> mark(CommandSpec spec, String option, String given) {
    return given.equals(NONE)
        ? Optional.empty()
        : Optional.of(character(spec, option, given, 0x7f));
  }

  private static char character(CommandSpec spec, String option, String given, int last) {
    String character = given.equals("\\t") ? "\t" : given;
    if (character.length() != 1
        || "\r\n".contains(character)
        || Character.isSurrogate(character.charAt(0))
        || character.charAt(0) > last) {
      throw new ParameterException(
          spec.commandLine(),
          option + ": `" + given + "` is not one character" + (last == 0x7f ? " of ASCII" : ""));
    }
    return character.charAt(0);
  }
}
