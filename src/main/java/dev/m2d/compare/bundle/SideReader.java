package dev.m2d.compare.bundle;

import dev.m2d.compare.bundle.Manifest.Kind;
import dev.m2d.compare.bundle.StreamFiles.Part;
import dev.m2d.compare.bundle.TableSchema.Column;
import dev.m2d.compare.row.Dialect;
import dev.m2d.compare.row.Format;
import dev.m2d.compare.row.RowReader;
import dev.m2d.compare.row.Source;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads one side of a bundle. */
final class SideReader {

  private final BundleFiles files;
  private final SideName side;

  SideReader(BundleFiles files, SideName side) {
    this.files = files;
    this.side = side;
  }

  /** The side; empty when it cannot be used: then an error has been added. */
  Optional<CapturedSide> read(Manifest manifest) {
    Optional<SideRun> run = files.versioned(in("run.json")).map(SideReader::run);
    if (run.isEmpty()) {
      return Optional.empty();
    }
    boolean whole = run.get().succeeded();
    Map<String, List<Part>> parts = parts(manifest, whole);
    Map<String, StreamFiles> streams = new HashMap<>();
    for (Manifest.Stream stream : manifest.streams()) {
      streams.put(
          stream.name(),
          stream.kind() == Kind.TABLE
              ? table(stream, whole)
              : new StreamFiles(
                  Optional.empty(),
                  Optional.empty(),
                  parts.getOrDefault(stream.name(), List.of())));
    }
    return Optional.of(
        new CapturedSide(
            side,
            run.get(),
            states("state.before.json", whole),
            states("state.after.json", whole),
            streams));
  }

  private String in(String name) {
    return side.word() + "/" + name;
  }

  private boolean has(String name) {
    return files.find(in(name)).isPresent();
  }

  static SideRun run(Fields fields) {
    Optional<Integer> exitCode = fields.integer("exitCode");
    if (exitCode.isPresent()) {
      fields.demand("startedAt", fields.instant("startedAt"), Instant.EPOCH);
      fields.demand("endedAt", fields.instant("endedAt"), Instant.EPOCH);
      fields.demand("wallSeconds", fields.number("wallSeconds"), BigDecimal.ZERO);
    }
    return new SideRun(
        exitCode,
        fields.flag("interrupted").orElse(false),
        fields.flag("skipped").orElse(false),
        fields.instant("startedAt"),
        fields.instant("endedAt"),
        fields.number("wallSeconds").map(BigDecimal::doubleValue),
        fields.number("startupSeconds").map(BigDecimal::doubleValue),
        fields.number("cpuSeconds").map(BigDecimal::doubleValue),
        fields.count("maxRssBytes"),
        fields.counts("records"),
        Set.copyOf(fields.texts("uncounted")));
  }

  /** A side that failed may have left anything out. */
  private SortedMap<String, Optional<StoredState>> states(String name, boolean whole) {
    SortedMap<String, Optional<StoredState>> states = new TreeMap<>();
    if (!whole && !has(name)) {
      return states;
    }
    Optional<Fields> all = files.versioned(in(name)).flatMap(f -> f.object("states"));
    if (all.isPresent()) {
      for (String id : all.get().map().entries().keySet()) {
        states.put(id, all.get().object(id).map(this::state));
      }
    }
    return states;
  }

  private StoredState state(Fields state) {
    YamlMap none = YamlMap.empty(state.map().span());
    return new StoredState(
        state.object("completed").map(Fields::map).orElse(none),
        state.object("partial").map(Fields::map).orElse(none));
  }

  private StreamFiles table(Manifest.Stream stream, boolean whole) {
    String described = in("schema/" + stream.file() + ".json");
    String packed = in("data/" + stream.file() + ".csv.gz");
    String plain = in("data/" + stream.file() + ".csv");
    Optional<Path> data = files.find(packed);
    if (data.isEmpty()) {
      data = files.find(plain);
    }
    boolean isDescribed = files.find(described).isPresent();
    if (!isDescribed && data.isEmpty()) {
      return new StreamFiles(Optional.empty(), Optional.empty(), List.of());
    }
    if (whole || isDescribed == data.isPresent()) {
      files.demand(isDescribed ? data.isPresent() ? described : packed : described);
    }
    Optional<TableSchema> schema =
        isDescribed ? files.object(described).map(this::schema) : Optional.empty();
    Optional<String> sha256 = schema.flatMap(TableSchema::sha256);
    if (data.isPresent() && sha256.isPresent()) {
      String relative = files.find(packed).isPresent() ? packed : plain;
      verify(relative, data.get(), sha256.get(), Span.ofFile(files.shown(described)));
    }
    if (whole && data.isPresent() && schema.isPresent()) {
      header(files.find(packed).isPresent() ? packed : plain, data.get(), schema.get(), described);
    }
    return isDescribed && data.isPresent()
        ? new StreamFiles(schema, data, List.of())
        : new StreamFiles(Optional.empty(), Optional.empty(), List.of());
  }

  /** A column that is declared and not captured would be compared by nobody. */
  private void header(String relative, Path file, TableSchema schema, String described) {
    List<String> declared = schema.columns().stream().map(Column::name).sorted().toList();
    List<String> captured;
    try (RowReader rows =
        new Format.Csv(Dialect.STANDARD).open(new Source(file, files.shown(relative)), List.of())) {
      captured = rows.columns().stream().sorted().toList();
    } catch (IOException e) {
      // Whoever reads the rows tells where it is broken.
      return;
    }
    if (!captured.equals(declared)) {
      files
          .sink()
          .add(
              Code.M2D912,
              Span.ofFile(files.shown(relative)),
              "The columns of `"
                  + relative
                  + "` are not those of `"
                  + described
                  + "`: "
                  + apart(declared, captured)
                  + ".");
    }
  }

  private static String apart(List<String> declared, List<String> captured) {
    List<String> said = new ArrayList<>();
    declared.stream()
        .filter(c -> !captured.contains(c))
        .forEach(c -> said.add("`" + c + "` is declared only"));
    captured.stream()
        .filter(c -> !declared.contains(c))
        .forEach(c -> said.add("`" + c + "` is captured only"));
    return said.isEmpty() ? "one of them is there twice" : String.join(", ", said);
  }

  private TableSchema schema(Fields table) {
    List<Column> columns = new ArrayList<>();
    for (Fields column : table.objects("columns")) {
      columns.add(
          new Column(
              column.demand("name", column.text("name"), ""),
              column.demand("type", column.text("type"), ""),
              column.demand(
                  "class", column.word("class", TableSchema.Type.class), TableSchema.Type.OPAQUE),
              column.integer("precision"),
              column.integer("scale"),
              column.integer("length"),
              column.flag("nullable").orElse(true),
              column.text("collation")));
    }
    if (table.map().present("columns").isEmpty()) {
      files.sink().add(Code.M2D912, table.map().span(), "The key `columns` is missing.");
    }
    Optional<String> sha256 =
        table.object("data").map(d -> d.demand("sha256", d.text("sha256"), ""));
    return new TableSchema(columns, table.texts("primaryKey"), table.texts("indexes"), sha256);
  }

  private void verify(String relative, Path file, String sha256, Span by) {
    if (!sha256.equals(Conditions.sha256(file))) {
      String message = "`" + relative + "` is not what was captured: it has been changed since.";
      files.sink().add(Code.M2D912, by, message);
    }
  }

  private Map<String, List<Part>> parts(Manifest manifest, boolean whole) {
    Map<String, List<Part>> parts = new HashMap<>();
    boolean any = manifest.streams().stream().anyMatch(s -> s.kind() == Kind.FILES);
    if (!any || (!whole && !has("files.json"))) {
      return parts;
    }
    Optional<YamlNode> listed = files.json(in("files.json"));
    if (listed.isPresent() && !(listed.get() instanceof YamlList)) {
      files.sink().add(Code.M2D912, listed.get().span(), "A list must be here.");
    }
    if (listed.isPresent() && listed.get() instanceof YamlList list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlMap map) {
          part(manifest, new Fields(map, files.sink()), parts);
        } else {
          files.sink().add(Code.M2D912, item.span(), "An object must be here.");
        }
      }
    }
    return parts;
  }

  private void part(Manifest manifest, Fields entry, Map<String, List<Part>> parts) {
    String stream = entry.demand("stream", entry.text("stream"), "");
    String name = entry.demand("path", entry.text("path"), "");
    long bytes = entry.demand("bytes", entry.count("bytes"), 0L);
    Optional<Manifest.Stream> known =
        manifest.streams().stream().filter(s -> s.name().equals(stream)).findFirst();
    if (known.isEmpty()) {
      files
          .sink()
          .add(Code.M2D912, entry.span("stream"), "The manifest has no stream `" + stream + "`.");
      return;
    }
    String relative = in("data/" + known.get().file() + "/" + name);
    Optional<Path> path = files.demand(relative, entry.span("path"));
    if (path.isEmpty()) {
      return;
    }
    if (bytes != size(path.get())) {
      files
          .sink()
          .add(
              Code.M2D912,
              entry.span("bytes"),
              "`"
                  + relative
                  + "` had "
                  + bytes
                  + " bytes when it was captured, and has "
                  + size(path.get())
                  + " now.");
    }
    String sha256 = entry.demand("sha256", entry.text("sha256"), "");
    if (bytes == size(path.get())) {
      verify(relative, path.get(), sha256, entry.span("sha256"));
    }
    parts
        .computeIfAbsent(stream, s -> new ArrayList<>())
        .add(new Part(name, path.get(), bytes, sha256));
  }

  private static long size(Path path) {
    try {
      return Files.isRegularFile(path) ? Files.size(path) : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
