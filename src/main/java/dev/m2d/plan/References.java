package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the project names a thing: in which jobs and schedules, and at which lines. */
final class References {
  private final Map<String, Set<Span>> spans = new LinkedHashMap<>();
  private final Map<String, Set<String>> lines = new LinkedHashMap<>();
  private final Set<String> underVariables = new HashSet<>();

  /** Records that a job with variables of its own runs a thing. */
  void addVariables(String thing) {
    underVariables.add(thing);
  }

  /** Whether a job with variables of its own runs it. */
  boolean takesVariables(String thing) {
    return underVariables.contains(thing);
  }

  /** Records that `user` (such as {@code job `daily`}) names a block at a place. */
  void add(String block, String user, Span span) {
    add(block, block, user, span);
  }

  /** Records the same for a thing that several blocks name. */
  void add(String thing, String block, String user, Span span) {
    spans.computeIfAbsent(thing, t -> new LinkedHashSet<>()).add(span);
    // Without the line number: an inserted line of meltano.yml would change every module.
    String line = "Meltano: `" + block + "` in " + user + " (" + span.file() + ")";
    lines.computeIfAbsent(thing, t -> new LinkedHashSet<>()).add(line);
  }

  /** The places of a thing, in order. */
  List<Span> spans(String thing) {
    return List.copyOf(spans.getOrDefault(thing, Set.of()));
  }

  /** Lines for docstrings: what Meltano calls it, and who uses it where. */
  List<String> lines(String thing) {
    return List.copyOf(lines.getOrDefault(thing, Set.of()));
  }
}
