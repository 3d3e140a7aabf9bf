package dev.m2d.meltano.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Version specifiers such as `>=3,<5`, as far as they are asked of Meltano's own version. */
final class Specifiers {

  private static final Pattern ONE =
      Pattern.compile(
          "(===|~=|==|!=|<=|>=|<|>)\\s*v?(\\d+(?:\\.\\d+)*)(\\.\\*)?"
              + "((?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview|dev|post|rev|r)[-_.]?\\d*)*)"
              + "(?:\\+[a-z0-9.]+)?");

  /**
   * Whether a release lies in what the specifiers allow.
   *
   * @throws ResolveError for what is no specifier
   */
  static boolean contain(String specifiers, String release) {
    boolean all = true;
    for (String part : specifiers.split(",", -1)) {
      String text = part.strip().toLowerCase(Locale.ROOT);
      if (text.isEmpty()) {
        continue;
      }
      Matcher m = ONE.matcher(text);
      boolean wild = m.matches() && m.group(3) != null;
      if (!m.matches() || wild && !m.group(1).equals("==") && !m.group(1).equals("!=")) {
        throw new ResolveError("InvalidSpecifier", "Invalid specifier: '" + part.strip() + "'");
      }
      all &= allows(m, wild, numbers(release), release);
    }
    return all;
  }

  private static boolean allows(Matcher m, boolean wild, List<Integer> current, String release) {
    List<Integer> wanted = numbers(m.group(2));
    boolean prefix = wild || m.group(1).equals("~=");
    if (prefix) {
      List<Integer> begin = wild ? wanted : wanted.subList(0, Math.max(1, wanted.size() - 1));
      boolean under =
          compare(current.subList(0, Math.min(begin.size(), current.size())), begin) == 0;
      return wild ? under == m.group(1).equals("==") : under && order(m, current, wanted) >= 0;
    }
    int order = order(m, current, wanted);
    return switch (m.group(1)) {
      case "===" -> release.equals(m.group(2) + m.group(4));
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<=" -> order <= 0;
      case ">=" -> order >= 0;
      case "<" -> order < 0;
      default -> order > 0 && compare(current, wanted) != 0 || compare(current, wanted) > 0;
    };
  }

  /** A release comes after its own candidates and before what was posted after it. */
  private static int order(Matcher m, List<Integer> current, List<Integer> wanted) {
    int order = compare(current, wanted);
    String suffix = m.group(4);
    if (order != 0 || suffix.isEmpty()) {
      return order;
    }
    boolean post = suffix.contains("post") || suffix.matches("[-_.]?r(ev)?[-_.]?\\d*");
    return post ? -1 : 1;
  }

  private static List<Integer> numbers(String version) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : version.split("\\.", -1)) {
      numbers.add(part.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(part));
    }
    return numbers;
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      int order = Integer.compare(i < a.size() ? a.get(i) : 0, i < b.size() ? b.get(i) : 0);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private Specifiers() {}
}
