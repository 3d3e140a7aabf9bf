package dev.m2d.report.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares two sets of facts. */
final class Changes {

  private static final String PLUGIN = "plugin";

  private final Rules rules;
  private final SortedMap<Fact.Id, Fact> old;
  private final SortedMap<Fact.Id, Fact> fresh;
  private final Weights weights;
  private final Ends ends;
  private final Takeovers takeovers;
  private final Stopped stopped;
  private final List<Change> found = new ArrayList<>();

  private Changes(Rules rules, Facts before, Facts after) {
    this.rules = rules;
    this.old = new TreeMap<>(Facts.byId(before.all()));
    this.fresh = Facts.byId(after.all());
    this.weights = new Weights(rules);
    this.ends = new Ends(rules, before.all(), after.all());
    this.takeovers = new Takeovers(ends, before.all(), after.all());
    this.stopped = new Stopped(before.all(), after.all(), takeovers);
  }

  /** The differences, by area, the gravest of each first. */
  static List<Change> of(Rules rules, Facts before, Facts after) {
    Changes changes = new Changes(rules, before, after);
    changes.compare();
    List<String> areas = List.copyOf(rules.areas().keySet());
    List<String> kinds = rules.order();
    changes.found.sort(
        Comparator.comparing((Change c) -> areas.indexOf(c.area()))
            .thenComparing(Change::risk, Comparator.reverseOrder())
            .thenComparing(c -> kinds.indexOf(c.kind()))
            .thenComparing(Change::what)
            .thenComparing(Change::why)
            .thenComparing(Change::of)
            .thenComparing(Change::name)
            .thenComparing(Change::text));
    return changes.found;
  }

  private void compare() {
    new Renamed(rules, old, fresh).find().forEach(this::renamed);
    Set<String> selves = new HashSet<>();
    old.values().forEach(f -> selves.add(f.self()));
    Set<String> now = new HashSet<>();
    fresh.values().forEach(f -> now.add(f.self()));
    Turned turned = new Turned(rules, old, fresh);
    for (Fact fact : fresh.values()) {
      Optional<Fact> other = turned.before(fact);
      Fact before = old.get(fact.id());
      if (before != null) {
        values(before, fact);
        boolean isOther =
            before.hidden().isPresent()
                && fact.hidden().isPresent()
                && !before.hidden().equals(fact.hidden());
        if (isOther) {
          value("hidden", fact, "", "");
        }
      } else if (other.isPresent()) {
        turned(fact, other.get());
      } else if (isTold(fact, selves, "environment ") || takeovers.beginsAnew(fact)) {
        whole("added", fact, fresh, fact.name(), fact.name());
      }
    }
    for (Fact fact : old.values()) {
      boolean isGone = !fresh.containsKey(fact.id()) && !turned.isKept(fact);
      if (isGone && isTold(fact, now, "environment ")) {
        whole(fate(fact), fact, old, fact.name(), fact.name());
      }
    }
  }

  /** How something is gone. */
  private String fate(Fact fact) {
    String job = fact.kind().equals("job") ? fact.name() : fact.texts().getOrDefault("job", "");
    boolean stops = Set.of("job", "schedule").contains(fact.kind()) && !stopped.of(job).isEmpty();
    return stops ? "stopped" : takeovers.fate(fact);
  }

  /** What is new with its owner, or with its environment, is told with it. */
  private static boolean isTold(Fact fact, Set<String> others, String environment) {
    int in = fact.name().lastIndexOf(" in ");
    String of =
        fact.texts()
            .getOrDefault("environment", in < 0 ? "" : fact.name().substring(in + " in ".length()));
    boolean isOfState = fact.kind().equals("state") || in >= 0;
    return (fact.of().isEmpty() || others.contains(fact.of()))
        && (!isOfState || of.isEmpty() || others.contains(environment + of));
  }

  /** The old facts go on under the new name, so that only what else differs is told. */
  private void renamed(Fact now, Fact before) {
    whole("renamed", now, fresh, before.name(), now.name());
    old.remove(before.id());
    old.put(now.id(), before.called(now, rules.kind(now.kind()).ignore()));
    for (Fact part : List.copyOf(old.values())) {
      if (part.of().equals(before.self())) {
        old.remove(part.id());
        Fact moved = part.under(now.self());
        old.put(moved.id(), moved);
      }
    }
  }

  private void turned(Fact now, Fact before) {
    if (now.kind().equals(before.kind())) {
      values(before, now);
    } else {
      Rules.Rule rule =
          rules.kind(now.kind()).rule(Happening.whole("turned." + before.kind(), now));
      add(now, "changed", rule, new Sentence(values(now), ready(now)).fill(rule.text()), "");
    }
  }

  private void whole(String what, Fact fact, Map<Fact.Id, Fact> side, String before, String after) {
    Map<String, String> values = values(fact);
    values.put("old", before);
    values.put("new", after);
    Rules.Rule rule = rules.kind(fact.kind()).rule(Happening.whole(what, fact));
    Map<String, String> ready = ready(fact);
    if (fact.kind().equals(PLUGIN)) {
      ready.put("old", Sentence.typed(before));
    }
    Sentence sentence = new Sentence(values, ready);
    String parts = List.of("added", "removed").contains(what) ? parts(fact, side) : "";
    String told = List.of("added", "renamed").contains(what) ? what : "removed";
    add(fact, told, rule, sentence.fill(rule.text()) + parts, sentence.fill(rule.many()));
  }

  private static Map<String, String> ready(Fact fact) {
    Map<String, String> ready = new HashMap<>();
    fact.lists().forEach((name, list) -> ready.put(name, Sentence.codes(list)));
    String time = fact.texts().get("time");
    if (time != null) {
      ready.put("time", CronWords.words(time));
    }
    if (fact.kind().equals(PLUGIN)) {
      ready.put("name", Sentence.typed(fact.name()));
    }
    if (fact.of().startsWith(PLUGIN + " ")) {
      ready.put("of", Sentence.typed(fact.owner()));
    }
    if (fact.name().contains(" in ")) {
      ready.put("name", Sentence.within(fact.name()));
    }
    fact.texts().entrySet().stream()
        .filter(e -> e.getValue().isEmpty() && e.getKey().equals("value"))
        .forEach(e -> ready.put(e.getKey(), "an empty text"));
    ready.put("count", "{count}");
    ready.put("names", "{names}");
    return ready;
  }

  private static Map<String, String> values(Fact fact) {
    Map<String, String> values = new HashMap<>(fact.texts());
    values.put("name", fact.name());
    values.put("of", fact.owner());
    return values;
  }

  /** What came or went with it: `, with 2 assets raw/a, raw/b`. */
  private String parts(Fact fact, Map<Fact.Id, Fact> side) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (Fact part : side.values()) {
      Rules.Kind kind = rules.kind(part.kind());
      if (part.of().equals(fact.self()) && !kind.parts().isEmpty()) {
        names.computeIfAbsent(kind.parts(), k -> new ArrayList<>()).add(shown(part, kind));
      }
    }
    StringBuilder out = new StringBuilder();
    names.forEach(
        (word, list) -> {
          String one = list.size() == 1 ? word.replaceFirst("s$", "") : word;
          out.append(out.isEmpty() ? ", with " : "; ").append(list.size()).append(' ').append(one);
          out.append(' ').append(Sentence.codes(list));
        });
    return out.toString();
  }

  private static String shown(Fact fact, Rules.Kind kind) {
    List<String> list = fact.lists().get(kind.shows());
    String name = list == null ? fact.name() : String.join(", ", list);
    return fact.texts().getOrDefault(kind.shows(), name);
  }

  private void values(Fact before, Fact now) {
    Set<String> names = new TreeSet<>(before.texts().keySet());
    names.addAll(now.texts().keySet());
    for (String name : names) {
      String a = before.texts().getOrDefault(name, "");
      String b = now.texts().getOrDefault(name, "");
      if (!a.equals(b)) {
        value(told(name, before, now, a), now, a, b);
      }
    }
    SortedMap<String, List<String>> had = before.content().getValue();
    SortedMap<String, List<String>> has = now.content().getValue();
    Set<String> lists = new TreeSet<>(had.keySet());
    lists.addAll(has.keySet());
    for (String name : lists) {
      List<String> a = had.getOrDefault(name, List.of());
      List<String> b = has.getOrDefault(name, List.of());
      if (!a.equals(b)) {
        list(name, now, a, b);
      }
    }
  }

  /** The value, or what its change comes to where that is more. */
  private String told(String value, Fact before, Fact now, String old) {
    if (now.kind().equals("pipeline") && value.equals("meltano")) {
      return ends.isSameTarget(before, now) && ends.isSameSource(before, now) ? value : "route";
    }
    boolean stops = value.equals("job") && !stopped.of(old).isEmpty();
    return stops ? "stopped job" : value;
  }

  private void value(String name, Fact fact, String a, String b) {
    Rules.Rule rule = rules.kind(fact.kind()).rule(Happening.value(name, fact, a, b));
    Map<String, String> values = values(fact);
    values.put("old", a);
    values.put("new", b);
    Map<String, String> ready = ready(fact);
    // What is a secret on one side is none of anybody's business on the other.
    if (SafeValues.isHidden(a) != SafeValues.isHidden(b)) {
      ready.putAll(SafeValues.inTheOpen("old", a));
      ready.putAll(SafeValues.inTheOpen("new", b));
    }
    if (name.equals("time")) {
      String whole = CronWords.change(a, b);
      ready.put("old", whole.substring(0, whole.indexOf(" → ")));
      ready.put("new", whole.substring(whole.indexOf(" → ") + " → ".length()));
    } else if (a.isEmpty() || b.isEmpty()) {
      ready.put(a.isEmpty() ? "old" : "new", rule.none().isEmpty() ? "none" : rule.none());
    }
    add(fact, "changed", rule, new Sentence(values, ready).fill(rule.text()), "");
  }

  private void list(String name, Fact fact, List<String> a, List<String> b) {
    Set<String> gained = new LinkedHashSet<>(b);
    a.forEach(gained::remove);
    Set<String> lost = new LinkedHashSet<>(a);
    b.forEach(lost::remove);
    Rules.Rule more = rule(name, "gained", fact, a, b);
    items(fact, more, more.gained(), gained, b);
    if (fact.kind().equals("job") && name.equals("steps")) {
      Set<String> stops = new LinkedHashSet<>(stopped.of(fact.name(), lost));
      Rules.Rule rule = rule("stopped steps", "lost", fact, a, b);
      items(fact, rule, rule.lost(), stops, b);
      lost.removeAll(stops);
    }
    Rules.Rule fewer = rule(name, "lost", fact, a, b);
    items(fact, fewer, fewer.lost(), lost, b);
    if (Set.copyOf(a).equals(Set.copyOf(b))) {
      items(fact, more, more.order(), Set.of(""), b);
    }
  }

  private Rules.Rule rule(String list, String way, Fact fact, List<String> a, List<String> b) {
    return rules.kind(fact.kind()).rule(Happening.list(list, way, fact, a, b));
  }

  private void items(Fact fact, Rules.Rule rule, String text, Set<String> items, List<String> now) {
    if (items.isEmpty()) {
      return;
    }
    Map<String, String> ready = ready(fact);
    ready.put("items", Sentence.codes(List.copyOf(items)));
    ready.put("new", Sentence.codes(now));
    add(fact, "changed", rule, new Sentence(values(fact), ready).fill(text), "");
  }

  /** The rule, with the risk of the settings that the thing bears upon, or bore. */
  private Rules.Rule weighed(Fact fact, String what, Rules.Rule rule) {
    if (fact.kind().equals(Facts.SECRET) && !what.equals("changed")) {
      return rule; // What it was, or is now, is told of its setting.
    }
    Set<String> settings = new TreeSet<>(fact.bears());
    Optional.ofNullable(old.get(fact.id())).ifPresent(f -> settings.addAll(f.bears()));
    return weights.raised(rule, List.copyOf(settings));
  }

  private void add(Fact fact, String what, Rules.Rule plain, String text, String many) {
    Rules.Rule rule = weighed(fact, what, plain);
    if (text.isEmpty()) {
      return; // Told by another change: an environment by its own name, for one.
    }
    Rules.Kind kind = rules.kind(fact.kind());
    List<String> files = new ArrayList<>(kind.files());
    fact.file().ifPresent(files::add);
    Optional<Fact> owner =
        fresh.values().stream().filter(f -> f.self().equals(fact.of())).findFirst();
    owner.flatMap(Fact::file).ifPresent(files::add);
    Sentence sentence = new Sentence(values(fact), ready(fact));
    found.add(
        new Change(
            fact.kind(),
            what,
            fact.name(),
            fact.owner(),
            kind.area(),
            rule.risk(),
            text,
            many,
            fact.kind().equals(PLUGIN)
                ? Sentence.typed(fact.name())
                : Sentence.within(shown(fact, kind)),
            sentence.fill("{name}"),
            sentence.fill("{of}"),
            sentence.fill(rule.why()),
            fact.at(),
            files));
  }
}
