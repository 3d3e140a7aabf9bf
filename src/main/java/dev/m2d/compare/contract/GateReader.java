package dev.m2d.compare.contract;

import dev.m2d.compare.contract.Waiver.Condition;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.YamlMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads what the gate asks for. */
final class GateReader {

  private static final List<String> KEYS =
      List.of(
          "consecutive_clean",
          "consecutive_clean_append",
          "min_days",
          "max_age_hours",
          "perf_ratio_max",
          "rss_ratio_max",
          "min_rows",
          "volume_min",
          "volume_pairs",
          "known_max",
          "alert_after",
          "reverse_clean",
          "reverse_days",
          "require",
          "waivers");
  private static final List<String> SCENARIOS =
      List.of("full", "incremental", "noop", "resume", "new_column", "mutation");

  private final Fields in;
  private final Diagnostics sink;

  GateReader(YamlMap map, Diagnostics sink) {
    this.in = new Fields(map, sink);
    this.sink = sink;
  }

  Gate read() {
    Gate none = Gate.DEFAULT;
    int clean = (int) in.whole("consecutive_clean", none.consecutiveClean());
    // A row appended twice shows only once the bookmark has stood still for some runs.
    int append = clean * none.consecutiveCleanAppend() / none.consecutiveClean();
    Gate gate =
        new Gate(
            clean,
            (int) in.whole("consecutive_clean_append", append),
            (int) in.whole("min_days", none.minDays()),
            (int) in.whole("max_age_hours", none.maxAgeHours()),
            in.number("perf_ratio_max", none.perfRatioMax()),
            in.number("rss_ratio_max", none.rssRatioMax()),
            in.whole("min_rows", none.minRows()),
            in.number("volume_min", none.volumeMin()),
            (int) in.whole("volume_pairs", none.volumePairs()),
            in.number("known_max", none.knownMax()),
            (int) in.whole("alert_after", none.alertAfter()),
            (int) in.whole("reverse_clean", none.reverseClean()),
            (int) in.whole("reverse_days", none.reverseDays()),
            require(),
            in.maps("waivers").stream().map(this::waiver).toList());
    in.end(KEYS);
    return gate;
  }

  /** A waiver is somebody's: without a name it is none. */
  private Waiver waiver(YamlMap map) {
    Fields fields = new Fields(map, sink);
    List<String> words = Arrays.stream(Condition.values()).map(Condition::word).toList();
    Condition condition =
        fields
            .word("condition", words)
            .map(w -> Condition.valueOf(w.toUpperCase(Locale.ROOT)))
            .orElse(Condition.PERFORMANCE);
    for (String key : List.of("condition", "up_to")) {
      if (map.present(key).isEmpty()) {
        fields.wrong(map.span(), "`" + key + "` is missing.");
      }
    }
    fields.needed("owner");
    Waiver waiver =
        new Waiver(
            condition,
            fields.text("work"),
            fields.number("up_to", 0),
            fields.terms(true, "The waiver"));
    fields.end(List.of("condition", "work", "up_to", "reason", "owner", "until"));
    return waiver;
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
