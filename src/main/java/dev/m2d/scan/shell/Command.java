package dev.m2d.scan.shell;

import dev.m2d.diagnostic.Span;
import dev.m2d.scan.text.Fragment;
import java.util.List;
import java.util.Optional;

/** A command of a shell, simple or compound. */
public sealed interface Command {

  /**
   * `NAME=value`, `NAME+=value` or `NAME=(items)`.
   *
   * @param value the right side; empty for a list
   * @param items the items of a list
   */
  record Assignment(
      String name, boolean append, Optional<Word> value, List<Word> items, Span at, String text) {}

  /**
   * A redirection.
   *
   * @param target the file, the text of a here-string, or the delimiter of a here-document
   * @param document the text of a here-document, as one item; filled when its line ends
   */
  record Redirect(String operator, Optional<Word> target, List<Fragment> document) {}

  /** A program with its words; without words it only assigns. */
  record Simple(
      List<Assignment> assignments,
      List<Word> words,
      List<Redirect> redirects,
      Fragment within,
      int start,
      int end)
      implements Command {

    /** As it is written. */
    public String text() {
      return within.text().substring(start, end);
    }
  }

  /** Commands joined by `|`. */
  record Pipeline(List<Command> parts, boolean negated) implements Command {}

  /** A member of a chain and the operator before it: nothing, `&&` or `||`. */
  record Link(String operator, Command command, String text) {}

  /** Commands joined by `&&` and `||`. */
  record Chain(List<Link> links) implements Command {}

  /** `{ ...; }`, or `( ... )` whose changes of variables are lost. */
  record Block(List<Command> commands, boolean subshell, List<Redirect> redirects)
      implements Command {}

  /** A condition and what is done under it. */
  record Branch(List<Command> condition, String text, List<Command> body) {}

  /** `if`, `elif`, `else`. */
  record If(List<Branch> branches, List<Command> otherwise) implements Command {}

  /** `while`, `until`, `select`, `for ((...))`: repeated, nobody knows how often. */
  record Repeat(List<Command> condition, List<Command> body, String text) implements Command {}

  /** `for NAME in items`; without `in` over the arguments. */
  record For(String name, Optional<List<Word>> items, List<Command> body, String text)
      implements Command {}

  /** One arm of a `case`. */
  record Arm(List<Word> patterns, List<Command> body) {}

  /** `case`. */
  record Case(Word subject, List<Arm> arms) implements Command {}

  /** A function. */
  record Function(String name, Command body) implements Command {}
}
