package dev.m2d.yaml;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a plain scalar means by the rules of YAML 1.2 as Meltano's reader applies them. */
final class CoreSchema {

  private static final Pattern BOOL = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
              + "|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
              + "|[-+]?\\.[0-9_]+(?:[eE][-+][0-9]+)?"
              + "|[-+]?\\.(?:inf|Inf|INF)"
              + "|\\.(?:nan|NaN|NAN)");
  private static final Pattern INT =
      Pattern.compile("[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
              + "(?:(?:[Tt]|[ \\t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]*))?"
              + "(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)?");

  /**
   * The value of a plain scalar.
   *
   * @throws NumberFormatException for a number without a digit, such as {@code -_}: the patterns
   *     let `_` stand for a digit, and Meltano's reader gives up as well
   */
  static Value resolve(String text) {
    if (NULL.matcher(text).matches()) {
      return new Value.Null();
    }
    if (BOOL.matcher(text).matches()) {
      return new Value.Bool(text.toLowerCase(Locale.ROOT).equals("true"));
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
    return timestamp(text);
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
    BigInteger n = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
    return new Value.Int(negative ? n.negate() : n);
  }

  private static Value timestamp(String text) {
    Matcher m = TIMESTAMP.matcher(text);
    if (!m.matches()) {
      return new Value.Text(text);
    }
    boolean dateOnly = m.group(4) == null;
    if (dateOnly && (m.group(2).length() != 2 || m.group(3).length() != 2)) {
      return new Value.Text(text);
    }
    String date = m.group(1) + "-" + twoDigits(m.group(2)) + "-" + twoDigits(m.group(3));
    if (dateOnly) {
      return new Value.Timestamp(date);
    }
    String time = twoDigits(m.group(4)) + ":" + m.group(5) + ":" + m.group(6);
    String fraction = m.group(7) == null ? "" : m.group(7);
    String micros = (fraction + "000000").substring(0, 6);
    return new Value.Timestamp(date + "T" + time + (micros.equals("000000") ? "" : "." + micros));
  }

  private static String twoDigits(String digits) {
    return digits.length() == 1 ? "0" + digits : digits;
  }

  private CoreSchema() {}
}
