package dev.m2d.report.diff;

import dev.m2d.yaml.Resources;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What generator/diff.yaml says. */
final class Rules {

  private static final String FILE = "diff.yaml";

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
    Rule with(Named named) {
      return new Rule(text, none, many, gained, lost, order, named.risk(), named.why());
    }
  }

  /**
   * What has a risk of its own.
   *
   * @param of type of the plugin, or of the plugin that it is a part of; empty for any
   * @param changes what happens, empty for anything
   * @param names of the things, empty for any
   */
  record Named(String of, List<String> changes, List<String> names, Risk risk, String why) {

    boolean isFor(String what, String name, String owner) {
      boolean isOf =
          of.isEmpty() || owner.startsWith("plugin " + of + " ") || name.startsWith(of + " ");
      boolean isNamed =
          names.isEmpty()
              || names.stream().anyMatch(x -> name.equals(x) || name.startsWith(x + "."));
      return isOf && isNamed && (changes.isEmpty() || changes.contains(what));
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

    /** The rule for what happened to a thing of that name. */
    Rule rule(String what, String name, String owner) {
      Rule rule = rules.getOrDefault(what, fallback(what));
      String first = name.replaceFirst(" in .*", "");
      for (Named n : named) {
        if (n.isFor(what.replaceFirst(".*\\.", ""), first, owner)) {
          return rule.with(n);
        }
      }
      return rule;
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
    Rules rules = new Rules();
    Map<String, Value> root = Resources.map(FILE).value().values();
    fields(root.get("risks")).forEach((k, v) -> rules.risks.put(Risk.of(k), text(v)));
    for (Value area : items(root.get("areas"))) {
      Map<String, Value> map = fields(area);
      rules.areas.put(text(map.get("id")), text(map.get("title")));
    }
    fields(root.get("kinds")).forEach((name, kind) -> rules.kinds.put(name, kind(fields(kind))));
    return rules;
  }

  private static Kind kind(Map<String, Value> map) {
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (String what : List.of("added", "removed", "replaced", "renamed")) {
      if (map.containsKey(what)) {
        rules.put(what, rule(fields(map.get(what))));
      }
    }
    fields(map.get("turned"))
        .forEach((from, rule) -> rules.put("turned." + from, rule(fields(rule))));
    fields(map.get("changed"))
        .forEach((value, rule) -> rules.put("changed." + value, rule(fields(rule))));
    List<Named> named = new ArrayList<>();
    for (Value value : items(map.get("named"))) {
      Map<String, Value> n = fields(value);
      named.add(
          new Named(
              text(n.get("of")),
              texts(n.get("changes")),
              texts(n.get("names")),
              Risk.of(text(n.get("risk"))),
              text(n.get("why"))));
    }
    return new Kind(
        text(map.get("family")),
        text(map.get("area")),
        text(map.get("parts")),
        text(map.get("shows")),
        texts(map.get("ignore")),
        texts(map.get("files")),
        rules,
        named);
  }

  private static Rule rule(Map<String, Value> map) {
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
