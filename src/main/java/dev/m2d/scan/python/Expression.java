package dev.m2d.scan.python;

import dev.m2d.scan.text.Fragment;
import java.util.List;
import java.util.Optional;

/** An expression. */
public sealed interface Expression {

  /** Its first character in the text. */
  int start();

  /** After its last character. */
  int end();

  /** A piece of a string: text, or an expression in the braces of an f-string. */
  record Piece(Optional<Fragment> text, Optional<Expression> expression) {}

  /** A string, adjacent literals joined. */
  record Text(List<Piece> pieces, int start, int end) implements Expression {}

  /** A number, `True`, `False` or `None`. */
  record Constant(String text, int start, int end) implements Expression {}

  /** A name. */
  record Name(String name, int start, int end) implements Expression {}

  /** `of.name`. */
  record Attribute(Expression of, String name, int start, int end) implements Expression {}

  /** `of[index]`. */
  record Item(Expression of, Expression index, int start, int end) implements Expression {}

  /**
   * An argument.
   *
   * @param name of a keyword argument; `*` and `**` for what is unpacked
   */
  record Argument(Optional<String> name, Expression value) {}

  /** A call. */
  record Call(Expression function, List<Argument> arguments, int start, int end)
      implements Expression {}

  /** A list, tuple or set. */
  record Items(List<Expression> items, int start, int end) implements Expression {}

  /** An entry; without a key it unpacks another mapping. */
  record Entry(Optional<Expression> key, Expression value) {}

  /** A dict. */
  record Dict(List<Entry> entries, int start, int end) implements Expression {}

  /** Two operands, or `a if b else c` as the operator `if`. */
  record Binary(String operator, Expression left, Expression right, int start, int end)
      implements Expression {}

  /** `*of` or `**of`. */
  record Unpacked(Expression of, int start, int end) implements Expression {}

  /** What is not followed. */
  record Other(int start, int end) implements Expression {}
}
