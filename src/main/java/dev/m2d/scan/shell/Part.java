package dev.m2d.scan.shell;

import java.util.List;
import java.util.Optional;

/** A piece of a word. */
public sealed interface Part {

  /** Whether it stands in quotes, so that its value is neither split nor a pattern. */
  boolean quoted();

  /** Text that stands for itself. */
  record Literal(String text, boolean quoted) implements Part {}

  /**
   * A parameter: `$NAME`, `${NAME:-word}`, `$1`, `"$@"`, `${list[@]}`, or `${{ expression }}` of a
   * CI file.
   *
   * @param name without braces; `list[@]` for all items of an array
   * @param operator what follows the name in braces, such as `:-`; empty when nothing does
   * @param argument what follows the operator
   */
  record Parameter(String name, String operator, Optional<Word> argument, boolean quoted)
      implements Part {}

  /**
   * The output of commands: `$(...)`, or in back-quotes.
   *
   * @param text as written
   */
  record Output(List<Command> body, String text, boolean quoted) implements Part {}

  /** What is not followed: arithmetic, `<(...)`. */
  record Opaque(String text, boolean quoted) implements Part {}
}
