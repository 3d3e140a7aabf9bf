package dev.m2d.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.m2d.naming.Fnmatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets one key in the metadata of all matching entries of a catalog.
 *
 * @param streams globs for stream ids; with `negated`, streams that match none of them
 * @param breadcrumb parts of the glob for the entry's place: `properties`, name, …
 */
public record MetadataRule(
    List<String> streams, boolean negated, List<String> breadcrumb, String key, JsonNode value) {

  public MetadataRule {
    streams = List.copyOf(streams);
    breadcrumb = List.copyOf(breadcrumb);
  }

  /** Whether the rule concerns the entry. */
  boolean matches(String streamId, String entry) {
    boolean stream = streams.stream().anyMatch(p -> Fnmatch.matches(streamId, p));
    return stream != negated && Fnmatch.matches(entry, String.join(".", breadcrumb));
  }

  /** The rules of `select`: all includes in order, then all excludes. */
  public static List<MetadataRule> select(List<String> patterns) {
    List<MetadataRule> includes = new ArrayList<>();
    List<MetadataRule> excludes = new ArrayList<>();
    for (String text : patterns) {
      SelectPattern p = SelectPattern.parse(text);
      boolean selected = !p.negated();
      List<MetadataRule> rules = selected ? includes : excludes;
      if (p.property().isEmpty()) {
        rules.add(selected(p.stream(), List.of(), selected));
        rules.add(selected(p.stream(), List.of("*"), selected));
        continue;
      }
      if (selected || p.property().get().equals("*")) {
        rules.add(selected(p.stream(), List.of(), selected));
      }
      List<String> names = List.of(p.property().get().split("\\.", -1));
      rules.add(selected(p.stream(), names, selected));
      if (selected) {
        for (int i = 1; i < names.size(); i++) {
          rules.add(selected(p.stream(), names.subList(0, i), true));
        }
      }
    }
    includes.addAll(excludes);
    return includes;
  }

  /** The rules of `select_filter`: deselect what no pattern names and what a `!` pattern names. */
  public static List<MetadataRule> filter(List<String> patterns) {
    List<String> kept = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    for (String text : patterns) {
      SelectPattern p = SelectPattern.parse(text);
      (p.negated() ? dropped : kept).add(p.stream());
    }
    List<MetadataRule> rules = new ArrayList<>();
    if (!kept.isEmpty()) {
      rules.add(new MetadataRule(kept, true, List.of(), "selected", BooleanNode.FALSE));
    }
    if (!dropped.isEmpty()) {
      rules.add(new MetadataRule(dropped, false, List.of(), "selected", BooleanNode.FALSE));
    }
    return rules;
  }

  private static MetadataRule selected(String stream, List<String> names, boolean value) {
    return new MetadataRule(
        List.of(stream), false, breadcrumb(names), "selected", BooleanNode.valueOf(value));
  }

  /** `a`, `b` give `properties`, `a`, `properties`, `b`. */
  static List<String> breadcrumb(List<String> names) {
    List<String> parts = new ArrayList<>();
    for (String name : names) {
      parts.add("properties");
      parts.add(name);
    }
    return parts;
  }
}
