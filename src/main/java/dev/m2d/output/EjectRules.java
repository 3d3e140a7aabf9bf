package dev.m2d.output;

import dev.m2d.yaml.Resources;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What generator/eject.yaml says: which files and words of a generated project are only there
 * because m2d is.
 *
 * @param comparison files that serve the comparison with Meltano, by their path
 * @param afterwards what is left to be said otherwise when these are gone
 * @param rules what is to be said otherwise in any case
 * @param stays what is behaviour
 */
record EjectRules(
    List<Pattern> comparison, List<Rule> afterwards, List<Rule> rules, List<Stay> stays) {

  /** Names of this tool. */
  private static final Pattern TRACE = Pattern.compile("(?i)m2d|meltano2dagster");

  EjectRules {
    comparison = List.copyOf(comparison);
    afterwards = List.copyOf(afterwards);
    rules = List.copyOf(rules);
    stays = List.copyOf(stays);
  }

  /** A text that is replaced in files. */
  record Rule(Pattern in, Pattern find, String put) {
    String apply(String path, String text) {
      return in.matcher(path).matches() ? find.matcher(text).replaceAll(put) : text;
    }
  }

  /** A trace that is no mere mention. */
  record Stay(Pattern text, String why) {}

  static EjectRules read() {
    YamlMap top = Resources.map("eject.yaml");
    YamlMap comparison = (YamlMap) node(top, "comparison");
    return new EjectRules(
        ((YamlList) node(comparison, "files"))
            .items().stream().map(n -> Pattern.compile(((YamlScalar) n).text())).toList(),
        rules((YamlList) node(comparison, "rules")),
        rules((YamlList) node(top, "rules")),
        ((YamlList) node(top, "stays"))
            .items().stream()
                .map(n -> (YamlMap) n)
                .map(n -> new Stay(Pattern.compile(text(n, "text")), text(n, "why")))
                .toList());
  }

  /** Whether a file is one of the comparison. */
  boolean compares(String path) {
    return comparison.stream().anyMatch(p -> p.matcher(path).matches());
  }

  /** The text as it would have been without this tool. */
  String without(String path, String text, boolean isComparisonGone) {
    String out = text;
    if (isComparisonGone) {
      for (Rule rule : afterwards) {
        out = rule.apply(path, out);
      }
    }
    for (Rule rule : rules) {
      out = rule.apply(path, out);
    }
    return out;
  }

  /** Whether a line names this tool in a way that is no behaviour. */
  boolean isTrace(String line) {
    if (!TRACE.matcher(line).find()) {
      return false;
    }
    String rest = line;
    for (Stay stay : stays) {
      rest = stay.text().matcher(rest).replaceAll("");
    }
    return TRACE.matcher(rest).find();
  }

  private static List<Rule> rules(YamlList list) {
    return list.items().stream()
        .map(n -> (YamlMap) n)
        .map(
            n ->
                new Rule(
                    Pattern.compile(text(n, "in")),
                    Pattern.compile(text(n, "find")),
                    text(n, "put")))
        .toList();
  }

  private static YamlNode node(YamlMap map, String key) {
    return map.get(key)
        .orElseThrow(() -> new IllegalStateException("generator/eject.yaml has no " + key));
  }

  private static String text(YamlMap map, String key) {
    return ((YamlScalar) node(map, key)).text();
  }
}
