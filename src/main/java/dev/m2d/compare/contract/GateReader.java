package dev.m2d.compare.contract;

import dev.m2d.compare.contract.Waiver.Condition;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what the gate asks for. */
final class GateReader {

  private static final String MAX_ROWS = "max_rows";
  private static final List<String> SCENARIOS =
      List.of("full", "incremental", "noop", "resume", "new_column", "round_trip", "mutation");

  private final Fields in;
  private final Diagnostics sink;

  GateReader(YamlMap map, Diagnostics sink) {
    this.in = new Fields(map, sink);
    this.sink = sink;
  }

  Gate read() {
    Gate none = Gate.DEFAULT;
    int clean = (int) in.whole("consecutive_clean", none.consecutiveClean());
    // A row appended twice shows only once the bookmark has stood still for some runs, and a lost
    // delete only once something was deleted.
    int append = clean * none.consecutiveCleanAppend() / none.consecutiveClean();
    int logBased = clean * none.consecutiveCleanLogBased() / none.consecutiveClean();
    Gate gate =
        new Gate(
            clean,
            (int) in.whole("consecutive_clean_append", append),
            (int) in.whole("consecutive_clean_log_based", logBased),
            (int) in.whole("min_days", none.minDays()),
            days(),
            (int) in.whole("max_age_hours", none.maxAgeHours()),
            (int) in.whole("clock_skew_minutes", none.clockSkewMinutes()),
            measuring(none.measuring()),
            maxRows(in, "The `max_rows` of all streams").orElse(none.maxRows()),
            in.whole("min_rows", none.minRows()),
            in.number("volume_min", none.volumeMin()),
            (int) in.whole("volume_pairs", none.volumePairs()),
            in.number("known_max", none.knownMax()),
            (int) in.whole("alert_after", none.alertAfter()),
            (int) in.whole("reverse_clean", none.reverseClean()),
            (int) in.whole("reverse_days", none.reverseDays()),
            require(),
            in.maps("waivers").stream().map(this::waiver).toList());
    in.end();
    return gate;
  }

  private Measuring measuring(Measuring none) {
    double confidence = in.number("perf_confidence", none.confidence());
    if (!(confidence > 0 && confidence < 1)) {
      in.wrong(
          in.node("perf_confidence").orElseThrow().span(),
          "`perf_confidence` must be above 0 and below 1.");
    }
    return new Measuring(
        in.number("perf_ratio_max", none.ratioMax()),
        in.number("rss_ratio_max", none.rssRatioMax()),
        (int) in.whole("perf_pairs", none.pairs()),
        (int) in.whole("perf_warm_up", none.warmUp()),
        confidence,
        in.maps("slas").stream().map(this::sla).toList());
  }

  private Sla sla(YamlMap map) {
    Fields fields = new Fields(map, sink);
    if (map.present("max_seconds").isEmpty()) {
      fields.wrong(map.span(), "`max_seconds` is missing.");
    }
    Sla sla = new Sla(fields.text("work"), fields.number("max_seconds", 0));
    fields.end();
    return sla;
  }

  private List<DayKind> days() {
    List<String> words = Arrays.stream(DayKind.values()).map(DayKind::word).toList();
    for (String name : in.texts("include_days")) {
      if (!words.contains(name)) {
        in.wrong(
            in.node("include_days").orElseThrow().span(),
            "`include_days` names `" + name + "`; it may name " + String.join(", ", words) + ".");
      }
    }
    List<String> named = in.texts("include_days");
    return Arrays.stream(DayKind.values()).filter(k -> named.contains(k.word())).toList();
  }

  /**
   * A limit: a number, and why where it is more than 0; empty where there is no such key.
   *
   * @param what the limit in words
   */
  static Optional<RowLimit> maxRows(Fields in, String what) {
    Optional<YamlNode> node = in.node(MAX_ROWS);
    if (node.isPresent() && node.get() instanceof YamlMap map) {
      Fields fields = new Fields(map, in.sink());
      if (map.present("rows").isEmpty()) {
        fields.wrong(map.span(), "`rows` is missing.");
      }
      RowLimit limit = new RowLimit(fields.whole("rows", 0), fields.terms(true, what));
      fields.end();
      return Optional.of(limit);
    }
    if (in.whole(MAX_ROWS, 0) > 0) {
      in.wrong(
          node.orElseThrow().span(),
          "`max_rows` above 0 needs a reason: write {rows: "
              + in.whole(MAX_ROWS, 0)
              + ", reason: …, owner: …}.");
    }
    return node.map(n -> RowLimit.NONE);
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
    fields.end();
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
