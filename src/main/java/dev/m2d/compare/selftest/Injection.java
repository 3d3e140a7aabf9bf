package dev.m2d.compare.selftest;

import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.bundle.StreamFiles;
import dev.m2d.compare.bundle.TableSchema;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.contract.StreamContract.Duplicates;
import dev.m2d.compare.row.DialectGuess;
import dev.m2d.yaml.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Puts one fault into a copy of a bundle. */
final class Injection {

  private static final String STATE = "state.after.json";

  private final Bundle bundle;
  private final Contract contract;
  private final Mutant mutant;
  private final DialectGuess dialects;

  Injection(Bundle bundle, Contract contract, Mutant mutant, DialectGuess dialects) {
    this.bundle = bundle;
    this.contract = contract;
    this.mutant = mutant;
    this.dialects = dialects;
  }

  /**
   * A file of rows of a stream.
   *
   * @param file its copy
   * @param name as the target chose it; empty for a table
   */
  private record Place(
      Manifest.Stream stream,
      RowFile file,
      Path original,
      RowFaults faults,
      Optional<TableSchema> schema,
      Optional<String> name) {}

  /** The stream or state that got the fault; empty when none can carry it. */
  Optional<String> inject(Fault fault) throws IOException {
    if (fault == Fault.BOOKMARK_AHEAD) {
      return bookmark();
    }
    for (Place place : places()) {
      boolean isDone =
          switch (fault) {
            case SWAP_COLUMNS -> swap(place);
            case DROP_COLUMN -> dropColumn(place);
            case DUPLICATE_ROW ->
                contract.stream(place.stream().name()).duplicates() != Duplicates.ALLOW
                    && rows(fault, place);
            default -> rows(fault, place);
          };
      if (isDone) {
        Path changed = mutant.changing(place.original());
        if (place.name().isPresent()) {
          mutant.resize(SideName.CANDIDATE, place.stream().name(), place.name().get(), changed);
        } else {
          mutant.reseal(SideName.CANDIDATE, place.stream().file(), changed);
        }
        return Optional.of(place.stream().name());
      }
    }
    return Optional.empty();
  }

  private static boolean rows(Fault fault, Place place) throws IOException {
    // Looked for first, so that files that cannot carry it stay as they are.
    return place.file().first(row -> place.faults().of(fault, row)).isPresent()
        && place.file().replaceFirst(row -> place.faults().of(fault, row));
  }

  /** Every file with rows. */
  private List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (Manifest.Stream stream : bundle.manifest().streams()) {
      StreamFiles files = bundle.side(SideName.CANDIDATE).streams().get(stream.name());
      if (files == null) {
        continue;
      }
      Map<String, TableSchema.Type> types = new HashMap<>();
      files.schema().ifPresent(s -> s.columns().forEach(c -> types.put(c.name(), c.valueClass())));
      RowFaults faults =
          new RowFaults(
              contract,
              stream.name(),
              types,
              Optional.ofNullable(bundle.manifest().watermarks().get(stream.name())));
      files
          .data()
          .ifPresent(d -> places.add(place(stream, d, faults, files.schema(), Optional.empty())));
      for (StreamFiles.Part part : files.files()) {
        if (RowFile.isReadable(part)) {
          places.add(
              place(stream, part.path(), faults, Optional.empty(), Optional.of(part.name())));
        }
      }
    }
    return places;
  }

  private Place place(
      Manifest.Stream stream,
      Path original,
      RowFaults faults,
      Optional<TableSchema> schema,
      Optional<String> name) {
    RowFile file =
        new RowFile(mutant.copyOf(original), name.isPresent() ? dialects : DialectGuess.STANDARD);
    return new Place(stream, file, original, faults, schema, name);
  }

  /**
   * Exchanges the names of two columns of one type that do not hold the same values: each such
   * exchange makes other rows.
   */
  private static boolean swap(Place place) throws IOException {
    Map<String, Long> sums = new LinkedHashMap<>();
    place
        .file()
        .first(
            row -> {
              for (int i = 0; i < row.columns().size(); i++) {
                // Multiplied, so that other values with the same sum have another sum here.
                long hash = row.values().get(i).hashCode() * 0x9e3779b97f4a7c15L;
                sums.merge(row.columns().get(i), hash ^ (hash >>> 29), Long::sum);
              }
              return Optional.empty();
            });
    List<String> names = sums.keySet().stream().filter(place.faults()::isExact).toList();
    for (String one : names) {
      for (String other : names) {
        if (one.compareTo(other) < 0
            && type(place, one).equals(type(place, other))
            && !Objects.equals(sums.get(one), sums.get(other))) {
          place
              .file()
              .replaceAll(
                  header -> header.stream().map(n -> exchanged(n, one, other)).toList(),
                  row -> place.file().isJson() ? row.swapped(one, other) : row);
          return true;
        }
      }
    }
    return false;
  }

  private static String exchanged(String name, String one, String other) {
    return name.equals(one) ? other : name.equals(other) ? one : name;
  }

  private static Optional<TableSchema.Column> column(Place place, String name) {
    return place
        .schema()
        .flatMap(s -> s.columns().stream().filter(c -> c.name().equals(name)).findFirst());
  }

  private static String type(Place place, String name) {
    return column(place, name).map(TableSchema.Column::type).orElse("");
  }

  private boolean dropColumn(Place place) throws IOException {
    Optional<String> found =
        place
            .file()
            .first(
                row -> {
                  for (int i = row.columns().size() - 1; i > 0; i--) {
                    String name = row.columns().get(i);
                    boolean isKey =
                        place.schema().filter(s -> s.primaryKey().contains(name)).isPresent();
                    if (place.faults().isExact(name) && !isKey && !row.values().get(i).isNull()) {
                      return Optional.of(name);
                    }
                  }
                  return Optional.empty();
                });
    if (found.isEmpty()) {
      return false;
    }
    String name = found.get();
    place
        .file()
        .replaceAll(
            header -> header.stream().filter(n -> !n.equals(name)).toList(),
            row -> row.without(name));
    if (place.schema().isPresent()) {
      mutant.change(
          SideName.CANDIDATE,
          "schema/" + place.stream().file() + ".json",
          s -> withoutColumn(s, name));
    }
    return true;
  }

  private static Value withoutColumn(Value schema, String name) {
    if (schema instanceof Value.Fields f && f.values().get("columns") instanceof Value.Items all) {
      Map<String, Value> fields = new LinkedHashMap<>(f.values());
      fields.put(
          "columns",
          new Value.Items(
              all.values().stream()
                  .filter(
                      c ->
                          !(c instanceof Value.Fields column
                              && new Value.Text(name).equals(column.values().get("name"))))
                  .toList()));
      return new Value.Fields(fields);
    }
    return schema;
  }

  /** What incomplete runs left lies above the rest, so it is looked at first. */
  private Optional<String> bookmark() throws IOException {
    if (!(mutant.json(SideName.CANDIDATE, STATE) instanceof Value.Fields top)
        || !(top.values().get("states") instanceof Value.Fields states)) {
      return Optional.empty();
    }
    for (Map.Entry<String, Value> state : states.values().entrySet()) {
      for (String part : List.of("partial", "completed")) {
        Optional<Value> changed =
            state.getValue() instanceof Value.Fields f && f.values().containsKey(part)
                ? StateFault.ahead(f.values().get(part)).map(v -> with(f, part, v))
                : Optional.empty();
        if (changed.isPresent()) {
          Value all = with(top, "states", with(states, state.getKey(), changed.get()));
          mutant.change(SideName.CANDIDATE, STATE, old -> all);
          return Optional.of(state.getKey());
        }
      }
    }
    return Optional.empty();
  }

  private static Value with(Value.Fields fields, String key, Value value) {
    Map<String, Value> copy = new LinkedHashMap<>(fields.values());
    copy.put(key, value);
    return new Value.Fields(copy);
  }
}
