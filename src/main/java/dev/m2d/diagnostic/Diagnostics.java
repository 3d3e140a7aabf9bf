package dev.m2d.diagnostic;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects diagnostics, so that all of them are shown at once. Not safe for several threads. */
public final class Diagnostics {

  /** So many of one code in one file are kept each: the next ones tell no more than these did. */
  private static final int MOST_OF_A_KIND = 1_000;

  private static final Span NOWHERE = new Span("", 0, 0, 0, 0);

  private final Set<Diagnostic> found = new LinkedHashSet<>();
  private final boolean isBounded;

  /** Those of one code in one file. */
  private final Map<Code, Map<String, Kind>> kinds = new EnumMap<>(Code.class);

  /** How many of a kind are kept, and the places of those that are not. */
  private static final class Kind {
    private int kept;
    private @Nullable Diagnostic first;
    private final Set<Span> more = new LinkedHashSet<>();

    /** One that stands for all that are not kept. */
    Optional<Diagnostic> rest() {
      Diagnostic d = first;
      if (d == null) {
        return Optional.empty();
      }
      IntSummaryStatistics lines = more.stream().mapToInt(Span::line).summaryStatistics();
      String where =
          lines.getMin() == lines.getMax()
              ? "in line " + lines.getMin()
              : "in the lines " + lines.getMin() + " to " + lines.getMax();
      String text =
          String.format(
              Locale.ROOT,
              "%,d more findings of %s (%s) are %s; they are not told one by one.",
              more.size(),
              d.code(),
              d.code().title(),
              where);
      return Optional.of(
          new Diagnostic(
              d.code(), d.severity(), text, d.at(), List.of(), d.hint(), List.copyOf(more)));
    }
  }

  /** Keeps each. */
  public Diagnostics() {
    this(false);
  }

  private Diagnostics(boolean isBounded) {
    this.isBounded = isBounded;
  }

  /** Keeps the first thousand of each code in each file, and one that stands for all after them. */
  public static Diagnostics bounded() {
    return new Diagnostics(true);
  }

  /** Adds one, unless the same one is there already. */
  public void add(Diagnostic diagnostic) {
    if (!isBounded || diagnostic.at().isEmpty() || !diagnostic.places().isEmpty()) {
      found.add(diagnostic);
      return;
    }
    Span at = diagnostic.at().get();
    Kind kind = kind(diagnostic.code(), at.file());
    if (kind.kept < MOST_OF_A_KIND) {
      kind.kept += found.add(diagnostic) ? 1 : 0;
    } else if (!found.contains(diagnostic)) {
      kind.first = kind.first == null ? diagnostic : kind.first;
      kind.more.add(at);
    }
  }

  private Kind kind(Code code, String file) {
    return kinds.computeIfAbsent(code, c -> new HashMap<>()).computeIfAbsent(file, f -> new Kind());
  }

  /** Adds those of another, which keeps no more than this one. */
  public void addAll(Diagnostics other) {
    other.found.forEach(this::add);
    other.kinds.forEach(
        (code, files) ->
            files.forEach(
                (file, theirs) -> {
                  if (theirs.first != null) {
                    Kind ours = kind(code, file);
                    ours.first = ours.first == null ? theirs.first : ours.first;
                    ours.more.addAll(theirs.more);
                  }
                }));
  }

  /** Adds one of the code's own severity and advice. */
  public void add(Code code, Span at, String message) {
    add(Diagnostic.of(code, at, message));
  }

  /** Whether an error is among them. */
  public boolean hasErrors() {
    return found.stream().anyMatch(Diagnostic::isError);
  }

  /** All of them, by file, line and column. */
  public List<Diagnostic> sorted() {
    Stream<Diagnostic> rests =
        kinds.values().stream()
            .flatMap(files -> files.values().stream())
            .flatMap(kind -> kind.rest().stream());
    return Stream.concat(found.stream(), rests).sorted(Diagnostics::compare).toList();
  }

  /** Written out, as Java makes the comparators of its library anew at each start. */
  private static int compare(Diagnostic one, Diagnostic other) {
    Span here = one.at().orElse(NOWHERE);
    Span there = other.at().orElse(NOWHERE);
    int order = here.file().compareTo(there.file());
    order = order != 0 ? order : Integer.compare(here.line(), there.line());
    order = order != 0 ? order : Integer.compare(here.column(), there.column());
    order = order != 0 ? order : one.code().compareTo(other.code());
    return order != 0 ? order : one.message().compareTo(other.message());
  }
}
