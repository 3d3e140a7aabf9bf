package dev.m2d.account;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.Resources;
import dev.m2d.yaml.YamlMap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conversion matrix, `generator/meltano-keys.yaml`: which state a key is in, unless what
 * happened to it says otherwise.
 *
 * @param sections the keys, in the order of the file
 * @param circumstances what happened to the thing a key belongs to
 * @param findings what a diagnostic at the key means for it
 */
record Matrix(
    List<Section> sections, Map<Circumstance, Verdict> circumstances, Map<Code, Verdict> findings) {

  /** Of a key that no row names. */
  static final Verdict NO_ROW =
      new Verdict(
          State.UNSUPPORTED,
          Optional.empty(),
          Optional.of("m2d does not know this key"),
          Optional.of("Report it; until then, see to what it does by hand."));

  private static final String NAME = "meltano-keys.yaml";

  Matrix {
    sections = List.copyOf(sections);
  }

  /** A state with its reasons, as in {@link Entry}; `to` may hold placeholders. */
  record Verdict(State state, Optional<String> to, Optional<String> why, Optional<String> remedy) {}

  /**
   * The keys of one kind of file under one title.
   *
   * @param holds what {@code {file}} stands for there
   * @param below the way that the keys in the file continue; in a row it is part of the key
   */
  record Section(
      String title,
      Optional<String> about,
      FileKind file,
      Optional<String> holds,
      Optional<String> below,
      List<Row> rows) {
    Section {
      rows = List.copyOf(rows);
    }
  }

  /** What a key is, and what becomes of it. */
  record Row(KeyPattern key, Verdict verdict) {}

  /** The matrix that comes with the tool. */
  static Matrix load() {
    Diagnostics sink = new Diagnostics();
    MapReader in = reader(Resources.map(NAME), sink);
    List<Section> sections = new ArrayList<>();
    for (YamlMap map : in.maps("sections")) {
      MapReader section = reader(map, sink);
      Optional<String> below = section.text("below").map(Located::value);
      String start = below.map(b -> b + ".").orElse("");
      List<Row> rows = new ArrayList<>();
      for (YamlMap item : section.maps("rows")) {
        MapReader row = reader(item, sink);
        rows.add(new Row(KeyPattern.of(start + text(row, "key")), verdict(row)));
      }
      sections.add(
          new Section(
              text(section, "title"),
              section.text("about").map(Located::value),
              FileKind.ofKey(text(section, "file")).orElseThrow(),
              section.text("holds").map(Located::value),
              below,
              rows));
    }
    Map<Circumstance, Verdict> circumstances = new EnumMap<>(Circumstance.class);
    for (YamlMap item : in.maps("circumstances")) {
      MapReader row = reader(item, sink);
      circumstances.put(Circumstance.ofKey(text(row, "when")).orElseThrow(), verdict(row));
    }
    Map<Code, Verdict> findings = new LinkedHashMap<>();
    for (YamlMap item : in.maps("findings")) {
      MapReader row = reader(item, sink);
      findings.put(Code.valueOf(text(row, "code")), verdict(row));
    }
    if (!sink.sorted().isEmpty()) {
      throw new IllegalStateException("generator/" + NAME + ": " + sink.sorted());
    }
    return new Matrix(sections, circumstances, findings);
  }

  private static MapReader reader(YamlMap map, Diagnostics sink) {
    return new MapReader(map, sink, Code.M2D201);
  }

  private static String text(MapReader in, String key) {
    return in.text(key)
        .map(Located::value)
        .orElseThrow(() -> new IllegalStateException(in.map().span() + ": no " + key));
  }

  private static Verdict verdict(MapReader row) {
    Verdict verdict =
        new Verdict(
            State.ofKey(text(row, "state")).orElseThrow(),
            row.text("to").map(Located::value),
            row.text("why").map(Located::value),
            row.text("remedy").map(Located::value));
    row.ignore("when", "code");
    if (!row.rest().isEmpty()) {
      throw new IllegalStateException(row.map().span() + ": unknown " + row.rest().keySet());
    }
    return verdict;
  }

  /** The rows of a kind of file. */
  List<Row> rows(FileKind kind) {
    return sections.stream().filter(s -> s.file() == kind).flatMap(s -> s.rows().stream()).toList();
  }

  /**
   * The rows of a kind of file, found by their first key.
   *
   * @param byFirst those whose first key is named
   * @param others all others
   */
  record Index(Map<String, List<Row>> byFirst, List<Row> others) {

    static Index of(List<Row> rows) {
      Map<String, List<Row>> byFirst = new HashMap<>();
      List<Row> others = new ArrayList<>();
      for (Row row : rows) {
        String first = row.key().parts().get(0);
        (first.endsWith("*") ? others : byFirst.computeIfAbsent(first, f -> new ArrayList<>()))
            .add(row);
      }
      return new Index(byFirst, others);
    }

    /** The most specific of the rows that match. */
    Optional<Row> find(List<String> keys) {
      Row best = best(byFirst.getOrDefault(keys.get(0), List.of()), keys);
      return Optional.ofNullable(best == null ? best(others, keys) : best);
    }

    /** Whether a row is about something below a way. */
    boolean hasBelow(List<String> keys) {
      return Stream.concat(byFirst.getOrDefault(keys.get(0), List.of()).stream(), others.stream())
          .anyMatch(row -> row.key().isBelow(keys));
    }

    private static @Nullable Row best(List<Row> rows, List<String> keys) {
      Row best = null;
      for (Row row : rows) {
        if (row.key().matches(keys) && (best == null || row.key().isMoreSpecificThan(best.key()))) {
          best = row;
        }
      }
      return best;
    }
  }
}
