package dev.m2d.yaml;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a plain scalar means by the rules of YAML 1.2 as Meltano's reader applies them. */
final class CoreSchema {

  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
              + "|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
              + "|[-+]?\\.[0-9_]+(?:[eE][-+][0-9]+)?"
              + "|[-+]?\\.(?:inf|Inf|INF)"
              + "|\\.(?:nan|NaN|NAN)");
  private static final Pattern INT =
      Pattern.compile("[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+");

  /** Python converts no more digits to an integer, and Meltano ends when it loads. */
  static final int MOST_DIGITS = 4300;

  /**
   * The value of a plain scalar.
   *
   * @throws NumberFormatException for a number without a digit, such as {@code -_}: the patterns
   *     let `_` stand for a digit, and Meltano's reader gives up as well
   * @throws ArithmeticException for an integer of more digits than Python converts
   * @throws java.time.DateTimeException for a day that does not exist
   */
  static Value resolve(String text) {
    switch (text) {
      case "", "~", "null", "Null", "NULL" -> {
        return new Value.Null();
      }
      case "true", "True", "TRUE" -> {
        return new Value.Bool(true);
      }
      case "false", "False", "FALSE" -> {
        return new Value.Bool(false);
      }
      case "=", "<<" -> {
        return new Value.Tagged(text);
      }
      default -> {}
    }
    char first = text.charAt(0);
    if ("-+.0123456789".indexOf(first) < 0) {
      return new Value.Text(text);
    }
    if (FLOAT.matcher(text).matches()) {
      return real(text);
    }
    if (INT.matcher(text).matches()) {
      return integer(text);
    }
    return Timestamps.parse(text, true).orElseGet(() -> new Value.Text(text));
  }

  /**
   * The value of a scalar that says what it is, by the end of its tag.
   *
   * @throws NumberFormatException when a number is none
   * @throws ArithmeticException for an integer of more digits than Python converts
   * @throws java.time.DateTimeException when a date is none
   */
  static Value tagged(String kind, String text) {
    return switch (kind) {
      case "null" -> new Value.Null();
      case "bool" -> bool(text);
      case "int" -> integer(text);
      case "float" -> real(text);
      case "timestamp" ->
          Timestamps.parse(text, false)
              .orElseThrow(() -> new java.time.DateTimeException("no date: " + text));
      default -> new Value.Tagged(text);
    };
  }

  private static Value bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "true", "on" -> new Value.Bool(true);
      case "no", "false", "off" -> new Value.Bool(false);
      default -> throw new NumberFormatException(text);
    };
  }

  /** What equals the value as a key of a mapping: to Python, `1`, `1.0` and `true` are one. */
  static Value number(Value value) {
    if (value instanceof Value.Bool b) {
      return Value.Int.of(b.value() ? 1 : 0);
    }
    if (value instanceof Value.Real r
        && r.value() == Math.rint(r.value())
        && Double.isFinite(r.value())) {
      return new Value.Int(new java.math.BigDecimal(r.value()).toBigInteger());
    }
    return value;
  }

  private static Value real(String text) {
    String plain = text.replace("_", "").toLowerCase(Locale.ROOT);
    if (plain.endsWith(".inf")) {
      return new Value.Real(
          plain.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    if (plain.equals(".nan")) {
      return new Value.Real(Double.NaN);
    }
    return new Value.Real(Double.parseDouble(plain));
  }

  private static Value integer(String text) {
    String digits = text.replace("_", "");
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = 10;
    if (digits.startsWith("0b")) {
      radix = 2;
    } else if (digits.startsWith("0o")) {
      radix = 8;
    } else if (digits.startsWith("0x")) {
      radix = 16;
    }
    if (radix == 10 && digits.length() > MOST_DIGITS) {
      throw new ArithmeticException("a number of " + digits.length() + " digits");
    }
    BigInteger n = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
    return new Value.Int(negative ? n.negate() : n);
  }

  private CoreSchema() {}
}
