package dev.m2d.report.diff;

import dev.m2d.yaml.Resources;
import dev.m2d.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What generator/diff.yaml says. */
final class Rules {

  private static final String FILE = "diff.yaml";
  private static final List<String> WHOLE =
      List.of("added", "removed", "stopped", "replaced", "rerouted", "renamed");
  private static final List<String> OF_KIND =
      Stream.concat(
              WHOLE.stream(),
              Stream.of(
                  "family", "area", "parts", "shows", "ignore", "files", "turned", "changed",
                  "named"))
          .toList();
  private static final List<String> OF_RULE =
      List.of("text", "none", "many", "gained", "lost", "order", "risk", "why");
  private static final List<String> OF_NAMED =
      List.of("of", "changes", "names", "words", "programs", "risk", "why");

  private final Map<String, String> areas = new LinkedHashMap<>();
  private final Map<Risk, String> risks = new LinkedHashMap<>();
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  /** Of one kind of change. */
  record Rule(
      String text,
      String none,
      String many,
      String gained,
      String lost,
      String order,
      Risk risk,
      String why) {
    Rule at(Risk other, String because) {
      return new Rule(text, none, many, gained, lost, order, other, because);
    }
  }

  /** Of one kind of things. */
  record Kind(
      String family,
      String area,
      String parts,
      String shows,
      List<String> ignore,
      List<String> files,
      Map<String, Rule> rules,
      List<Named> named) {

    /** The rule for what happened. */
    Rule rule(Happening happening) {
      Rule rule = rules.getOrDefault(happening.what(), fallback(happening.what()));
      return named.stream()
          .filter(n -> n.isFor(happening))
          .findFirst()
          .map(n -> rule.at(n.risk(), n.why()))
          .orElse(rule);
    }

    /** Nothing is left out because nobody thought of it. */
    private static Rule fallback(String what) {
      String text =
          what.startsWith("changed.")
              ? what.substring("changed.".length()) + " of {name} changes: {old} → {new}"
              : "{name} was " + what;
      return new Rule(text, "", "", "", "", "", Risk.REVIEW, "");
    }
  }

  private Rules() {}

  static Rules load() {
    return of(Resources.map(FILE).value());
  }

  /** What such a file says; a key that is none of ours is a slip of the pen, and refused. */
  static Rules of(Value.Fields file) {
    Rules rules = new Rules();
    Map<String, Value> root = known(file, List.of("risks", "areas", "kinds"));
    fields(root.get("risks")).forEach((k, v) -> rules.risks.put(Risk.of(k), text(v)));
    for (Value area : items(root.get("areas"))) {
      Map<String, Value> map = known(area, List.of("id", "title"));
      rules.areas.put(text(map.get("id")), text(map.get("title")));
    }
    Map<String, Value> kinds = fields(root.get("kinds"));
    kinds.forEach((name, kind) -> rules.kinds.put(name, kind(known(kind, OF_KIND), kinds)));
    return rules;
  }

  private static Map<String, Value> known(@Nullable Value value, List<String> keys) {
    Map<String, Value> map = fields(value);
    List<String> others = map.keySet().stream().filter(k -> !keys.contains(k)).toList();
    if (!others.isEmpty()) {
      throw new IllegalStateException(FILE + ": " + others + " is none of " + keys);
    }
    return map;
  }

  private static Kind kind(Map<String, Value> map, Map<String, Value> kinds) {
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (String what : WHOLE) {
      if (map.containsKey(what)) {
        rules.put(what, rule(map.get(what)));
      }
    }
    for (String what : List.of("turned", "changed")) {
      fields(map.get(what)).forEach((of, rule) -> rules.put(what + "." + of, rule(rule)));
    }
    // The risks of another kind, by its name.
    String other = text(map.get("named"));
    Value list = other.isEmpty() ? map.get("named") : fields(kinds.get(other)).get("named");
    return new Kind(
        text(map.get("family")),
        text(map.get("area")),
        text(map.get("parts")),
        text(map.get("shows")),
        texts(map.get("ignore")),
        texts(map.get("files")),
        rules,
        items(list).stream().map(Rules::named).toList());
  }

  private static Named named(Value value) {
    Map<String, Value> map = known(value, OF_NAMED);
    return new Named(
        text(map.get("of")),
        texts(map.get("changes")),
        texts(map.get("names")),
        texts(map.get("words")),
        map.containsKey("programs"),
        Risk.of(text(map.get("risk"))),
        text(map.get("why")));
  }

  private static Rule rule(@Nullable Value value) {
    Map<String, Value> map = known(value, OF_RULE);
    return new Rule(
        text(map.get("text")),
        text(map.get("none")),
        text(map.get("many")),
        text(map.get("gained")),
        text(map.get("lost")),
        text(map.get("order")),
        Risk.of(text(map.get("risk"))),
        text(map.get("why")));
  }

  private static Map<String, Value> fields(@Nullable Value value) {
    return value instanceof Value.Fields fields ? fields.values() : Map.of();
  }

  private static List<Value> items(@Nullable Value value) {
    return value instanceof Value.Items items ? items.values() : List.of();
  }

  private static String text(@Nullable Value value) {
    return value == null ? "" : value.asText().orElse("");
  }

  private static List<String> texts(@Nullable Value value) {
    return items(value).stream().map(Rules::text).toList();
  }

  /** Titles by id, in order. */
  Map<String, String> areas() {
    return areas;
  }

  /** What a risk means. */
  String meaning(Risk risk) {
    return risks.getOrDefault(risk, "");
  }

  /** The names of the kinds, in the order of the report. */
  List<String> order() {
    return List.copyOf(kinds.keySet());
  }

  Kind kind(String name) {
    Kind kind = kinds.get(name);
    return kind == null
        ? new Kind("", "rest", "", "", List.of(), List.of(), Map.of(), List.of())
        : kind;
  }
}
