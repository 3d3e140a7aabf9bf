package dev.m2d.compare.selftest;

import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.bundle.StreamFiles;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.contract.StreamContract.Duplicates;
import dev.m2d.compare.row.DialectGuess;
import dev.m2d.yaml.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the same columns into all rows of one stream, and the same bookmark into the states, of all
 * sides of a copy: what a pair does not have by itself, and faults can then be put into.
 */
final class Planting {

  private static final String NAME = "m2d_selftest";
  private static final String DELETED = "_sdc_deleted_at";
  private static final String LONG = "long text ".repeat(30);

  private final Bundle bundle;
  private final Contract contract;
  private final Mutant copy;
  private final DialectGuess dialects;

  Planting(Bundle bundle, Contract contract, Mutant copy, DialectGuess dialects) {
    this.bundle = bundle;
    this.contract = contract;
    this.copy = copy;
    this.dialects = dialects;
  }

  /** A column with the same value in every row. */
  private record Planted(String name, String type, String valueClass, Value value) {}

  private List<Planted> columns() {
    String moment = bundle.manifest().startedAt().toString();
    Value time = Value.text(moment.replace('T', ' ').replace("Z", "+00"));
    return List.of(
        new Planted(NAME + "_word", "text", "text", Value.text("word")),
        new Planted(NAME + "_long", "text", "text", Value.text(LONG)),
        new Planted(NAME + "_empty", "text", "text", Value.text("")),
        new Planted(NAME + "_null", "text", "text", new Value.Null()),
        new Planted(NAME + "_float", "double precision", "float64", Value.text("0.25")),
        new Planted(NAME + "_time", "timestamp with time zone", "timestamptz", time),
        new Planted(DELETED, "timestamp with time zone", "timestamptz", time));
  }

  /** Plants everything; false when no stream has a row that is judged. */
  boolean plant() throws IOException {
    for (SideName side : bundle.manifest().order()) {
      copy.change(side, "state.after.json", Planting::withBookmark);
    }
    for (Manifest.Stream stream : streams()) {
      if (hasRows(stream)) {
        for (SideName side : bundle.manifest().order()) {
          plant(stream, side);
        }
        return true;
      }
    }
    return false;
  }

  /** Streams whose repeated rows are judged first: they carry one fault more. */
  private List<Manifest.Stream> streams() {
    List<Manifest.Stream> strict = new ArrayList<>();
    List<Manifest.Stream> others = new ArrayList<>();
    for (Manifest.Stream stream : bundle.manifest().streams()) {
      boolean allows = contract.stream(stream.name()).duplicates() == Duplicates.ALLOW;
      (allows ? others : strict).add(stream);
    }
    strict.addAll(others);
    return strict;
  }

  private boolean hasRows(Manifest.Stream stream) throws IOException {
    RowFaults faults =
        new RowFaults(
            contract,
            stream.name(),
            Map.of(),
            Optional.ofNullable(bundle.manifest().watermarks().get(stream.name())));
    for (SideName side : bundle.manifest().order()) {
      boolean found = false;
      for (RowFile file : files(stream, side)) {
        found |=
            file.first(
                    row ->
                        Optional.of(row)
                            .filter(r -> !r.columns().isEmpty() && faults.isInWindow(r)))
                .isPresent();
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private List<RowFile> files(Manifest.Stream stream, SideName side) {
    List<RowFile> files = new ArrayList<>();
    StreamFiles held = bundle.side(side).streams().get(stream.name());
    if (held != null) {
      held.data()
          .map(data -> new RowFile(copy.copyOf(data), DialectGuess.STANDARD))
          .ifPresent(files::add);
      held.files().stream()
          .filter(RowFile::isReadable)
          .map(part -> new RowFile(copy.copyOf(part.path()), dialects))
          .forEach(files::add);
    }
    return files;
  }

  private void plant(Manifest.Stream stream, SideName side) throws IOException {
    List<Planted> planted = columns();
    List<String> names = planted.stream().map(Planted::name).toList();
    List<Value> values = planted.stream().map(Planted::value).toList();
    for (RowFile file : files(stream, side)) {
      file.replaceAll(
          header -> all(header, names),
          row -> row.columns().isEmpty() ? row : row.and(names, values));
    }
    StreamFiles held = bundle.side(side).streams().get(stream.name());
    if (held != null && held.schema().isPresent()) {
      copy.change(side, "schema/" + stream.file() + ".json", s -> withColumns(s, planted));
    }
    if (held != null && held.data().isPresent()) {
      copy.reseal(side, stream.file(), copy.copyOf(held.data().get()));
    }
    for (StreamFiles.Part part : held == null ? List.<StreamFiles.Part>of() : held.files()) {
      copy.resize(side, stream.name(), part.name(), copy.copyOf(part.path()));
    }
  }

  private static List<String> all(List<String> header, List<String> more) {
    Set<String> names = new LinkedHashSet<>(header);
    names.addAll(more);
    return List.copyOf(names);
  }

  private static Value withColumns(Value schema, List<Planted> planted) {
    if (!(schema instanceof Value.Fields fields)
        || !(fields.values().get("columns") instanceof Value.Items old)) {
      return schema;
    }
    List<Value> columns = new ArrayList<>(old.values());
    for (Planted one : planted) {
      Value name = Value.text(one.name());
      if (columns.stream()
          .noneMatch(c -> c instanceof Value.Fields f && name.equals(f.values().get("name")))) {
        Map<String, Value> column = new LinkedHashMap<>();
        column.put("name", name);
        column.put("type", Value.text(one.type()));
        column.put("class", Value.text(one.valueClass()));
        column.put("nullable", new Value.Bool(true));
        columns.add(new Value.Fields(column));
      }
    }
    return with(fields, "columns", new Value.Items(columns));
  }

  private static Value withBookmark(Value states) {
    Value.Fields top = fields(states);
    Map<String, Value> mark = new LinkedHashMap<>();
    mark.put("replication_key", Value.text("at"));
    mark.put("replication_key_value", Value.text("2024-01-31T06:00:00Z"));
    Value state = new Value.Fields(mark);
    for (String name : List.of(NAME, "bookmarks", "singer_state", "completed", NAME)) {
      state = new Value.Fields(Map.of(name, state));
    }
    Map<String, Value> ids = new LinkedHashMap<>(fields(top.values().get("states")).values());
    ids.putAll(fields(state).values());
    return with(top, "states", new Value.Fields(ids));
  }

  private static Value.Fields fields(@Nullable Value value) {
    return value instanceof Value.Fields fields ? fields : new Value.Fields(Map.of());
  }

  private static Value with(Value.Fields fields, String key, Value value) {
    Map<String, Value> copy = new LinkedHashMap<>(fields.values());
    copy.put(key, value);
    return new Value.Fields(copy);
  }
}
