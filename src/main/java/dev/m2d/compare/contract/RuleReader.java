package dev.m2d.compare.contract;

import dev.m2d.compare.contract.ColumnRule.Kind;
import dev.m2d.compare.contract.ColumnRule.Modifiers;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads rules of columns. */
final class RuleReader {

  private static final List<String> CLASSES = List.of("json", "number", "timestamp", "text");
  private static final int MOST_DIGITS = 100;

  private final Diagnostics sink;

  RuleReader(Diagnostics sink) {
    this.sink = sink;
  }

  /** The rules of a mapping from columns. */
  Map<String, ColumnRule> rules(YamlMap columns) {
    Map<String, ColumnRule> rules = new LinkedHashMap<>();
    for (YamlMap.Entry entry : columns.entries().values()) {
      YamlNode node = entry.value();
      if (node instanceof YamlMap map) {
        rules.put(entry.key(), rule(entry.key(), map));
      } else {
        new Fields(columns, sink)
            .wrong(
                node.span(),
                "The rule of `" + entry.key() + "` must be a mapping, as `{rule: presence}`.");
      }
    }
    return rules;
  }

  private ColumnRule rule(String column, YamlMap map) {
    Fields in = new Fields(map, sink);
    List<String> kinds = Arrays.stream(Kind.values()).map(Kind::word).toList();
    String as = in.word("as", CLASSES).orElse("");
    Kind kind =
        in.word("rule", kinds)
            .map(w -> Kind.valueOf(w.toUpperCase(Locale.ROOT)))
            .orElse(as.isEmpty() ? Kind.EXACT : Kind.AS);
    if ((kind == Kind.AS) == as.isEmpty()) {
      in.wrong(in.span(), "The rule `as` and the key `as: json` go together.");
    }
    Modifiers modifiers = modifiers(in);
    double absolute = in.number("abs", 0);
    double relative = in.number("rel", 0);
    if ((kind == Kind.TOLERANCE) != (absolute > 0 || relative > 0)) {
      in.wrong(in.span(), "The rule `tolerance` and one of `abs` and `rel` above 0 go together.");
    }
    if (relative >= 1) {
      in.wrong(in.span(), "`rel` must be less than 1.");
    }
    boolean isPlain = kind == Kind.EXACT && modifiers.isNone();
    Terms terms = in.terms(!isPlain, "The rule of `" + column + "`");
    in.end();
    return new ColumnRule(kind, as, absolute, relative, modifiers, terms, map.span());
  }

  private static Modifiers modifiers(Fields in) {
    boolean normalized = in.word("normalize", List.of("NFC")).isPresent();
    String zone = in.text("naive_as").orElse("");
    if (!zone.isEmpty()) {
      try {
        ZoneOffset.of(zone.equals("UTC") ? "Z" : zone);
      } catch (DateTimeException e) {
        in.wrong(in.span(), "`naive_as` must be UTC or an offset such as +02:00.");
        zone = "";
      }
    }
    boolean hasPrecision = in.node("precision").isPresent();
    long precision = in.whole("precision", 0);
    if (precision > MOST_DIGITS) {
      in.wrong(in.span(), "`precision` must be at most " + MOST_DIGITS + ".");
    }
    boolean hasRounding = in.node("rounding").isPresent();
    if (hasRounding && !hasPrecision) {
      in.wrong(in.span(), "`rounding` needs `precision`.");
    }
    return new Modifiers(
        normalized,
        zone,
        hasPrecision ? (int) Math.min(precision, MOST_DIGITS) : -1,
        in.word("rounding", List.of("half_up", "truncate")).filter("truncate"::equals).isPresent(),
        in.word("signed_zero", List.of("strict")).isPresent(),
        in.word("noise", List.of("statistical")).isPresent());
  }
}
