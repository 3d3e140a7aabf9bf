package dev.m2d.naming;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    POOL,
    /** A plugin of the project, by which a renamed one is recognized. */
    PLUGIN,
    /** The code location; its origin is the name of the project's folder when it was given. */
    LOCATION;

    /** The word for it. */
    public String label() {
      return this == LOCATION ? "code location" : name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One frozen name.
   *
   * @param origin the name in the Meltano project, such as `tap-csv target-postgres` or `daily`
   * @param name the name in Dagster; parts of an asset key are joined with `/`
   * @param definition a digest of what the name stands for, without the names in it; empty where
   *     there is none
   * @param isGone whether the project no longer has what it is the name of
   */
  public record Entry(Kind kind, String origin, String name, String definition, boolean isGone) {
    public Entry(Kind kind, String origin, String name) {
      this(kind, origin, name, "", false);
    }

    private Entry gone() {
      return new Entry(kind, origin, name, definition, true);
    }

    private Entry of(String other) {
      return new Entry(kind, other, name, definition, isGone);
    }
  }

  /**
   * A thing of the project that has another name than in an earlier run.
   *
   * @param from its origin then
   * @param to its origin now
   */
  public record Rename(Kind kind, String from, String to) {}

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
    return entry(kind, origin).map(Entry::name);
  }

  /** What is frozen of that origin. */
  public Optional<Entry> entry(Kind kind, String origin) {
    int at = Collections.binarySearch(entries, new Entry(kind, origin, ""), ORDER);
    return at < 0 ? Optional.empty() : Optional.of(entries.get(at));
  }

  /** The only one of a kind. */
  public Optional<Entry> only(Kind kind) {
    return entries.stream().filter(e -> e.kind() == kind).findFirst();
  }

  /** The same, where the only one of a kind is another one. */
  public NameLedger withOnly(Entry other) {
    List<Entry> all = new ArrayList<>(entries);
    all.removeIf(e -> e.kind() == other.kind());
    all.add(other);
    return new NameLedger(all);
  }

  /** The same names, those of renamed things under their new origins. */
  public NameLedger renamed(Collection<Rename> renames) {
    Map<List<Object>, String> origins = new HashMap<>();
    renames.forEach(r -> origins.put(List.of(r.kind(), r.from()), r.to()));
    return new NameLedger(
        entries.stream()
            .map(e -> e.of(origins.getOrDefault(List.of(e.kind(), e.origin()), e.origin())))
            .toList());
  }

  /**
   * The same, with another name for one thing. Assets are frozen by the op that fills them, so
   * theirs go along, and take the place of those that are gone.
   */
  public NameLedger with(Entry entry, String name) {
    boolean isOp = entry.kind() == Kind.OP;
    return new NameLedger(
        entries.stream()
            .filter(e -> !(isOp && e.isGone() && e.kind() == Kind.ASSET && isOf(e, name)))
            .map(
                e ->
                    e.equals(entry)
                        ? new Entry(e.kind(), e.origin(), name, e.definition(), e.isGone())
                        : e.kind() == Kind.ASSET && isOp && isOf(e, entry.name())
                            ? e.of(name + e.origin().substring(entry.name().length()))
                            : e)
            .toList());
  }

  private static boolean isOf(Entry asset, String op) {
    return asset.origin().startsWith(op + " ");
  }

  /** The same, without a thing that is gone: its name is free. */
  public NameLedger without(Entry gone) {
    return new NameLedger(entries.stream().filter(e -> !e.equals(gone)).toList());
  }

  /**
   * These names and, for origins that `newer` does not name, the older ones: a name stays frozen
   * while its origin is away from the project.
   */
  public NameLedger mergedUnder(NameLedger newer) {
    List<Entry> all = new ArrayList<>(newer.entries());
    // A table that another pipeline fills now is no longer the other one's to take back.
    Set<String> keys =
        newer.entries().stream()
            .filter(e -> e.kind() == Kind.ASSET)
            .map(Entry::name)
            .collect(Collectors.toSet());
    for (Entry e : entries) {
      boolean isTaken = e.kind() == Kind.ASSET && keys.contains(e.name());
      if (newer.entry(e.kind(), e.origin()).isEmpty() && !isTaken) {
        all.add(e.gone());
      }
    }
    return new NameLedger(all);
  }
}
