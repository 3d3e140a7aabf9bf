package dev.m2d.cli;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.Resources;
import dev.m2d.yaml.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What generator/explain.yaml says of a code.
 *
 * @param why it matters
 * @param meltano what Meltano does; empty where it has no part
 * @param m2d what m2d does
 * @param more about the cure
 */
record Explanation(String why, Optional<String> meltano, String m2d, Optional<String> more) {

  private static final int INDENT = 10;

  /** Of every code, by its name. */
  static Map<String, Explanation> all() {
    Map<String, Explanation> all = new LinkedHashMap<>();
    Resources.map("explain.yaml")
        .entries()
        .forEach((code, entry) -> all.put(code, of(code, (YamlMap) entry.value())));
    return all;
  }

  /** Of one code. */
  static Explanation of(Code code) {
    return Optional.ofNullable(all().get(code.name()))
        .orElseThrow(() -> new IllegalStateException(code + " is not explained"));
  }

  private static Explanation of(String code, YamlMap map) {
    Diagnostics sink = new Diagnostics();
    MapReader in = new MapReader(map, sink, Code.M2D201);
    Explanation read =
        new Explanation(
            text(in, "why").orElse(""),
            text(in, "meltano"),
            text(in, "m2d").orElse(""),
            text(in, "more"));
    if (read.why.isEmpty() || read.m2d.isEmpty() || !in.rest().isEmpty() || sink.hasErrors()) {
      throw new IllegalStateException("The explanation of " + code + " is not as it should be");
    }
    return read;
  }

  private static Optional<String> text(MapReader in, String key) {
    return in.text(key).map(Located::value);
  }

  /** Rows with a label, of at most 100 columns. */
  List<String> rows() {
    List<String> rows = new ArrayList<>(row("Why:", why));
    meltano.ifPresent(t -> rows.addAll(row("Meltano:", t)));
    rows.addAll(row("m2d:", m2d));
    return rows;
  }

  /** A text beside its label, wrapped. */
  static List<String> row(String label, String text) {
    return Wrapped.lines(padded(label), INDENT, text);
  }

  private static String padded(String label) {
    return label + " ".repeat(Math.max(0, INDENT - label.length()));
  }

  /** Sentences for the page of all codes. */
  String prose() {
    return why
        + meltano.map(t -> "\n\nMeltano: " + t).orElse("")
        + "\n\nm2d: "
        + m2d
        + more.map(t -> "\n\n" + t).orElse("");
  }
}
