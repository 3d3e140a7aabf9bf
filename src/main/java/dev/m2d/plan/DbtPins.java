package dev.m2d.plan;

import dev.m2d.meltano.resolve.ResolvedPlugin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions of dbt that a plugin asks for. */
final class DbtPins {
  private static final Pattern REQUIREMENT =
      Pattern.compile("^(dbt-[a-z0-9-]+)(\\[[^\\]]*])?([<>=!~].*)?$");
  private static final Pattern BOUND =
      Pattern.compile("(~=|==|>=|<=|!=|<|>)([0-9]+)\\.?([0-9]+)?\\.?([0-9]+)?.*");

  /** The minor versions of dbt 1 that dagster-dbt 0.29 works with. */
  private static final int FIRST = 7;

  private static final int LAST = 12;

  private DbtPins() {}

  /** The requirements on dbt and its adapters, as written. */
  static List<String> of(ResolvedPlugin plugin) {
    List<String> pins = new ArrayList<>();
    String pipUrl = plugin.pipUrl().map(p -> p.value()).orElse("");
    for (String word : pipUrl.split("\\s+", -1)) {
      String plain = word.replace("'", "").replace("\"", "");
      if (REQUIREMENT.matcher(plain.toLowerCase(Locale.ROOT)).matches()) {
        pins.add(plain);
      }
    }
    return pins;
  }

  /** Whether one of them allows no version that dagster-dbt works with. */
  static boolean areForeign(ResolvedPlugin plugin) {
    return of(plugin).stream().anyMatch(DbtPins::isForeign);
  }

  private static boolean isForeign(String pin) {
    Matcher matcher = REQUIREMENT.matcher(pin.toLowerCase(Locale.ROOT));
    if (!matcher.matches() || matcher.group(3) == null || pin.contains("$")) {
      return false;
    }
    List<String> bounds = Arrays.asList(matcher.group(3).split(",", -1));
    for (int minor = FIRST; minor <= LAST; minor++) {
      int[] version = {1, minor, 50};
      if (bounds.stream().allMatch(bound -> allows(bound, version))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a bound allows a late patch of that version; patches are not looked at. */
  private static boolean allows(String bound, int[] version) {
    Matcher matcher = BOUND.matcher(bound.strip());
    if (!matcher.matches()) {
      return true;
    }
    int major = Integer.parseInt(matcher.group(2));
    boolean open = matcher.group(3) == null;
    int minor = open ? 0 : Integer.parseInt(matcher.group(3));
    int order = Integer.compare(version[0] * 1000 + version[1], major * 1000 + minor);
    return switch (matcher.group(1)) {
      case "==" -> open ? version[0] == major : order == 0;
      case "~=" -> matcher.group(4) == null ? order >= 0 && version[0] == major : order == 0;
      case ">=", ">" -> order >= 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      default -> true;
    };
  }
}
