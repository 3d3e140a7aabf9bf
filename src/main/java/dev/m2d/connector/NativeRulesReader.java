package dev.m2d.connector;

import dev.m2d.connector.NativeRule.Treatment;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.YamlMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the key `native` of a connector. */
final class NativeRulesReader {
  private static final List<String> KEYS =
      List.of("setting", "treat", "values", "refused", "reason", "cases");

  private final Diagnostics sink;

  private NativeRulesReader(Diagnostics sink) {
    this.sink = sink;
  }

  static Map<String, NativeRule> read(List<YamlMap> maps, Diagnostics sink) {
    NativeRulesReader reader = new NativeRulesReader(sink);
    Map<String, NativeRule> rules = new LinkedHashMap<>();
    for (YamlMap map : maps) {
      Optional<NativeRule> rule = reader.rule(map);
      if (rule.isPresent() && rules.put(rule.get().setting(), rule.get()) != null) {
        reader.report(map, "The setting `" + rule.get().setting() + "` has two rules.");
      }
    }
    return rules;
  }

  private Optional<NativeRule> rule(YamlMap map) {
    MapReader in = new MapReader(map, sink, Code.M2D302);
    Optional<String> setting = in.text("setting").map(Located::value);
    Optional<Treatment> treatment = in.text("treat").map(Located::value).flatMap(this::treatment);
    Optional<Pattern> refused = in.text("refused").flatMap(this::pattern);
    Optional<String> reason = in.text("reason").map(Located::value);
    List<String> values = in.texts("values");
    List<String> cases = in.texts("cases");
    for (YamlMap.Entry e : in.rest().values()) {
      String text = "The key `" + e.key() + "` of a rule in `native` is unknown.";
      sink.add(Code.M2D302, e.keySpan(), text + DidYouMean.hint(e.key(), KEYS));
    }
    if (setting.isEmpty() || treatment.isEmpty() || cases.isEmpty()) {
      report(
          map,
          "A rule in `native` needs a `setting`, a `treat` that is `exact`, `ignored` or `singer`,"
              + " and `cases`.");
      return Optional.empty();
    }
    boolean limited = !values.isEmpty() || in.node("refused").isPresent();
    if (limited && treatment.get() != Treatment.EXACT) {
      report(map, "Only a rule with `treat: exact` has `values` or `refused`.");
    }
    if (reason.isPresent() != (limited || treatment.get() == Treatment.SINGER)) {
      report(
          map,
          "A rule in `native` has a `reason` where it can keep a pipeline on `singer`, and only"
              + " there.");
    }
    return Optional.of(
        new NativeRule(setting.get(), treatment.get(), values, refused, reason, cases));
  }

  private Optional<Treatment> treatment(String text) {
    return Arrays.stream(Treatment.values())
        .filter(t -> t.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }

  private Optional<Pattern> pattern(Located<String> text) {
    try {
      return Optional.of(Pattern.compile(text.value()));
    } catch (PatternSyntaxException e) {
      sink.add(
          Code.M2D302,
          text.span(),
          "The value of `refused` is no regular expression: " + e.getDescription() + ".");
      return Optional.empty();
    }
  }

  private void report(YamlMap map, String message) {
    sink.add(Code.M2D302, map.span(), message);
  }
}
