package dev.m2d.naming;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The names that an earlier run gave, or that this run gives: what Dagster knows history, schedule
 * state and pools by, so a later run keeps them.
 *
 * @param entries sorted by kind, then origin; one entry for a kind and origin
 */
public record NameLedger(List<Entry> entries) {

  /** What a name is the name of. */
  public enum Kind {
    ASSET,
    JOB,
    SCHEDULE,
    SENSOR,
    OP,
    POOL
  }

  /**
   * One frozen name.
   *
   * @param origin the name in the Meltano project, such as `tap-csv target-postgres` or `daily`
   * @param name the name in Dagster; parts of an asset key are joined with `/`
   */
  public record Entry(Kind kind, String origin, String name) {}

  private static final Comparator<Entry> ORDER =
      Comparator.comparing(Entry::kind).thenComparing(Entry::origin);

  public NameLedger {
    entries = entries.stream().distinct().sorted(ORDER).toList();
    for (int i = 1; i < entries.size(); i++) {
      Entry a = entries.get(i - 1);
      Entry b = entries.get(i);
      if (a.kind() == b.kind() && a.origin().equals(b.origin())) {
        throw new IllegalArgumentException(
            "two names for one "
                + a.kind()
                + " `"
                + a.origin()
                + "`: "
                + a.name()
                + ", "
                + b.name());
      }
    }
  }

  /** No names. */
  public static NameLedger empty() {
    return new NameLedger(List.of());
  }

  /** The frozen name of that origin. */
  public Optional<String> name(Kind kind, String origin) {
    int at = Collections.binarySearch(entries, new Entry(kind, origin, ""), ORDER);
    return at < 0 ? Optional.empty() : Optional.of(entries.get(at).name());
  }

  /**
   * These names and, for origins that `newer` does not name, the older ones: a name stays frozen
   * while its origin is away from the project.
   */
  public NameLedger mergedUnder(NameLedger newer) {
    List<Entry> all = new ArrayList<>(newer.entries());
    for (Entry e : entries) {
      if (newer.name(e.kind(), e.origin()).isEmpty()) {
        all.add(e);
      }
    }
    return new NameLedger(all);
  }
}
