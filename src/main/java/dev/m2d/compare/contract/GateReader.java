package dev.m2d.compare.contract;

import java.util.List;

/** Reads what the gate asks for. */
final class GateReader {

  private static final List<String> KEYS =
      List.of(
          "consecutive_clean",
          "min_days",
          "max_age_hours",
          "perf_ratio_max",
          "rss_ratio_max",
          "min_rows",
          "volume_min",
          "known_max",
          "require");
  private static final List<String> SCENARIOS =
      List.of("full", "incremental", "noop", "resume", "new_column", "mutation");

  private final Fields in;

  GateReader(Fields in) {
    this.in = in;
  }

  Gate read() {
    Gate gate =
        new Gate(
            (int) in.whole("consecutive_clean", Gate.DEFAULT.consecutiveClean()),
            (int) in.whole("min_days", Gate.DEFAULT.minDays()),
            (int) in.whole("max_age_hours", Gate.DEFAULT.maxAgeHours()),
            in.number("perf_ratio_max", Gate.DEFAULT.perfRatioMax()),
            in.number("rss_ratio_max", Gate.DEFAULT.rssRatioMax()),
            in.whole("min_rows", Gate.DEFAULT.minRows()),
            in.number("volume_min", Gate.DEFAULT.volumeMin()),
            in.number("known_max", Gate.DEFAULT.knownMax()),
            require());
    in.end(KEYS);
    return gate;
  }

  private List<String> require() {
    if (in.node("require").isEmpty()) {
      return Gate.DEFAULT.require();
    }
    List<String> required = in.texts("require");
    for (String name : required) {
      if (!SCENARIOS.contains(name)) {
        in.wrong(
            in.node("require").orElseThrow().span(),
            "`require` names `" + name + "`; it may name " + String.join(", ", SCENARIOS) + ".");
      }
    }
    return required;
  }
}
