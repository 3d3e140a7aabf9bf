package dev.m2d.report.diff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds what is one thing under two names: the same content, gone once and new once. */
final class Renamed {

  private final Rules rules;
  private final Map<Fact.Id, Fact> old;
  private final Map<Fact.Id, Fact> fresh;

  Renamed(Rules rules, Map<Fact.Id, Fact> old, Map<Fact.Id, Fact> fresh) {
    this.rules = rules;
    this.old = old;
    this.fresh = fresh;
  }

  /** The earlier thing of each that has another name now. */
  Map<Fact, Fact> find() {
    Map<String, List<Fact>> gone = contents(old, fresh);
    Map<Fact, Fact> found = new LinkedHashMap<>();
    contents(fresh, old)
        .forEach(
            (content, news) -> {
              List<Fact> olds = gone.getOrDefault(content, List.of());
              if (news.size() == 1 && olds.size() == 1) {
                found.put(news.get(0), olds.get(0));
              }
            });
    return found;
  }

  private Map<String, List<Fact>> contents(Map<Fact.Id, Fact> here, Map<Fact.Id, Fact> there) {
    Map<String, List<Fact>> parts = parts(here.values());
    Map<String, List<Fact>> found = new TreeMap<>();
    for (Fact fact : here.values()) {
      boolean hasRule = rules.kind(fact.kind()).rules().containsKey("renamed");
      if (hasRule && !there.containsKey(fact.id())) {
        String content = content(fact, parts.getOrDefault(fact.self(), List.of()));
        found.computeIfAbsent(content, c -> new ArrayList<>()).add(fact);
      }
    }
    return found;
  }

  private static Map<String, List<Fact>> parts(Collection<Fact> facts) {
    Map<String, List<Fact>> parts = new HashMap<>();
    facts.stream()
        .filter(f -> !f.of().isEmpty())
        .forEach(f -> parts.computeIfAbsent(f.of(), o -> new ArrayList<>()).add(f));
    return parts;
  }

  private String content(Fact fact, List<Fact> parts) {
    Map<String, String> texts = new TreeMap<>(fact.texts());
    texts.putAll(Program.of(fact)); // Another version of it is the same program.
    rules.kind(fact.kind()).ignore().forEach(texts::remove);
    // The type of a plugin is the first word of its name.
    String type = fact.kind().equals("plugin") ? fact.name().replaceFirst(" .*", "") : "";
    String own = fact.kind() + "\n" + type + "\n" + texts + "\n" + fact.lists();
    return own
        + parts.stream()
            .filter(p -> !p.kind().equals("variable") && !p.kind().equals("command"))
            .map(p -> "\n" + p.kind() + " " + p.name() + p.content())
            .sorted()
            .collect(Collectors.joining());
  }
}
