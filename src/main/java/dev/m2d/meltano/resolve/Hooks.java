package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Resources;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The addresses of generator/secrets.yaml, which are secrets by themselves. */
final class Hooks {

  private static final List<String> ALL = read();

  private static final Needles NEEDLES = new Needles(ALL);

  private static List<String> read() {
    List<String> hooks = new ArrayList<>();
    Value all = Resources.map("secrets.yaml").value().values().get("hooks");
    if (all instanceof Value.Items items) {
      items.values().forEach(v -> v.asText().ifPresent(hooks::add));
    }
    if (hooks.isEmpty()) {
      throw new IllegalStateException("generator/secrets.yaml has no hooks");
    }
    return List.copyOf(hooks);
  }

  /** How they are written. */
  static List<String> all() {
    return ALL;
  }

  /** Whether a text can hold one. */
  static boolean mayBeIn(String text) {
    return NEEDLES.isAnyIn(text);
  }

  /** Finds one; its first group is what nobody is to know. */
  static Pattern pattern() {
    String any = ALL.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    return Pattern.compile("(?:" + any + ")([^\\s\"'<>`,;()]{1,1024})");
  }

  private Hooks() {}
}
