package dev.m2d.report;

import dev.m2d.account.Counts;
import dev.m2d.account.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How many parts of a kind there are, by verdict.
 *
 * @param what `jobs`, `schedules`, `pipelines`, `commands`, `plugins`, `keys`
 * @param by every verdict that some part has
 */
public record Count(String what, int total, Map<Verdict, Integer> by) {

  private static final List<Verdict> COLUMNS =
      List.of(
          Verdict.CONVERTED,
          Verdict.DIFFERENT,
          Verdict.DECISION,
          Verdict.UNSUPPORTED,
          Verdict.NOT_NEEDED);

  public Count {
    by = Collections.unmodifiableMap(new EnumMap<>(by));
  }

  /** How many have that verdict. */
  public int of(Verdict verdict) {
    return by.getOrDefault(verdict, 0);
  }

  /** The same in hundredths, rounded; 0 and 100 only where it is none and all. */
  public int percent(Verdict verdict) {
    int count = of(verdict);
    if (count == 0 || count == total) {
      return count == 0 ? 0 : 100;
    }
    return (int) Math.max(1, Math.min(99, Math.round(100.0 * count / total)));
  }

  /** The same for people: `3 %`, `<1 %`, `>99 %`. */
  String share(Verdict verdict) {
    double exact = total == 0 ? 0 : 100.0 * of(verdict) / total;
    if (exact > 0 && exact < 0.5) {
      return "<1 %";
    }
    return exact > 99.5 && exact < 100 ? ">99 %" : percent(verdict) + " %";
  }

  /** A row of the summary: what is counted, all of it, and the cell of each verdict. */
  List<String> row(Function<Verdict, String> cell) {
    return Stream.concat(Stream.of(what, Integer.toString(total)), COLUMNS.stream().map(cell))
        .toList();
  }

  /** Of the nodes of the input. */
  static Count of(Counts keys) {
    Map<Verdict, Integer> by = new EnumMap<>(Verdict.class);
    by.put(Verdict.CONVERTED, keys.of(State.USED));
    by.put(Verdict.DIFFERENT, keys.of(State.DIFFERENT));
    by.put(Verdict.DECISION, keys.of(State.DECISION));
    by.put(Verdict.UNSUPPORTED, keys.of(State.UNSUPPORTED));
    by.put(Verdict.NOT_NEEDED, keys.of(State.IGNORED));
    return new Count("keys", keys.total(), by);
  }

  static List<Count> of(List<Audit.Unit> units, List<Audit.Plugin> plugins) {
    List<Count> counts = new ArrayList<>();
    for (Audit.Kind kind : Audit.Kind.values()) {
      List<Audit.Unit> some = units.stream().filter(u -> u.kind() == kind).toList();
      counts.add(count(plural(kind), some, Audit.Unit::verdict));
    }
    counts.add(count("plugins", plugins, Audit.Plugin::verdict));
    return counts;
  }

  static String plural(Audit.Kind kind) {
    return switch (kind) {
      case JOB -> "jobs";
      case SCHEDULE -> "schedules";
      case PIPELINE -> "pipelines";
      case COMMAND -> "commands";
    };
  }

  private static <T> Count count(String what, List<T> list, Function<T, Verdict> verdict) {
    Map<Verdict, Integer> by = new EnumMap<>(Verdict.class);
    list.forEach(t -> by.merge(verdict.apply(t), 1, Integer::sum));
    return new Count(what, list.size(), by);
  }
}
