package dev.m2d.compare.contract;

import dev.m2d.compare.contract.StreamContract.Duplicates;
import dev.m2d.compare.contract.StreamContract.LoadMethod;
import dev.m2d.compare.contract.StreamContract.ReplicationMethod;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads `parity.yaml`, and the `contract.json` that a bundle keeps of it. */
public final class ContractReader {

  /** Classes that a column may be declared to have. */
  public static final List<String> CLASSES =
      List.of(
          "text",
          "number",
          "float32",
          "float64",
          "bool",
          "bytes",
          "date",
          "time",
          "timestamp",
          "timestamptz",
          "uuid",
          "json",
          "interval",
          "array",
          "opaque",
          "char");

  private final Diagnostics sink;

  private ContractReader(Diagnostics sink) {
    this.sink = sink;
  }

  /**
   * The contract in a file, JSON when its name ends so; empty when it cannot be used: then an error
   * has been added to `sink`.
   *
   * @param sha256 of the file's bytes, hexadecimal
   */
  public static Optional<Contract> read(SourceFile file, String sha256, Diagnostics sink) {
    boolean isJson = file.path().toLowerCase(Locale.ROOT).endsWith(".json");
    Optional<YamlNode> node = isJson ? JsonReader.read(file, sink) : YamlReader.read(file, sink);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!(node.get() instanceof YamlMap map)) {
      sink.add(
          Code.M2D916,
          node.get().span(),
          "The contract must be a mapping, but is " + node.get().description() + ".");
      return Optional.empty();
    }
    Contract contract = new ContractReader(sink).contract(map, sha256);
    return sink.hasErrors() ? Optional.empty() : Optional.of(contract);
  }

  private Contract contract(YamlMap map, String sha256) {
    Fields in = new Fields(map, sink);
    for (String version : List.of("schema_version", "canon")) {
      Optional<YamlNode> found = in.node(version);
      if (found.isEmpty() || !PythonText.str(found.get().value()).equals("1")) {
        in.wrong(
            found.map(YamlNode::span).orElse(map.span()),
            "`" + version + "` must be 1, the only one that this version of m2d knows.");
      }
    }
    Fields pair = new Fields(in.map("pair"), sink);
    String control = pair.text("control").orElse("control");
    String candidate = pair.text("candidate").orElse("candidate");
    pair.end();
    Map<String, ColumnRule> columns = new RuleReader(sink).rules(in.map("columns"));
    Map<String, StreamContract> streams = new LinkedHashMap<>();
    for (YamlMap.Entry entry : in.map("streams").entries().values()) {
      if (entry.value().isNull()) {
        streams.put(entry.key(), StreamContract.of(entry.key()));
      } else if (entry.value() instanceof YamlMap stream) {
        streams.put(entry.key(), stream(entry.key(), stream));
      } else {
        in.wrong(entry.value().span(), "`" + entry.key() + "` must be a mapping.");
      }
    }
    List<KnownDifference> known = in.maps("known_differences").stream().map(this::known).toList();
    Gate gate = new GateReader(in.map("gate"), sink).read();
    in.end();
    return new Contract(sha256, control, candidate, columns, streams, known, gate);
  }

  private StreamContract stream(String name, YamlMap map) {
    Fields in = new Fields(map, sink);
    Optional<LoadMethod> method =
        in.word("load_method", Arrays.stream(LoadMethod.values()).map(LoadMethod::word).toList())
            .map(w -> LoadMethod.valueOf(w.toUpperCase(Locale.ROOT).replace('-', '_')));
    // A target that only appends repeats rows whenever a tap does, which is the tap's right.
    Duplicates otherwise =
        method.equals(Optional.of(LoadMethod.APPEND_ONLY)) ? Duplicates.REPORT : Duplicates.FAIL;
    Duplicates duplicates =
        in.word("duplicates", Arrays.stream(Duplicates.values()).map(Duplicates::word).toList())
            .map(w -> Duplicates.valueOf(w.toUpperCase(Locale.ROOT)))
            .orElse(otherwise);
    boolean mayBeEmpty = in.flag("may_be_empty");
    StreamContract stream =
        new StreamContract(
            name,
            in.texts("key"),
            method,
            in.word(
                    "replication_method",
                    Arrays.stream(ReplicationMethod.values()).map(Enum::name).toList())
                .map(ReplicationMethod::valueOf),
            duplicates,
            mayBeEmpty,
            in.whole("min_rows", mayBeEmpty ? 0 : 1),
            in.text("watermark"),
            new RuleReader(sink).rules(in.map("columns")),
            widening(in.map("types_may_widen")),
            types(in),
            GateReader.maxRows(in, "The `max_rows` of `" + name + "`"),
            in.day("cut_over"),
            in.day("decommissioned"),
            map.span());
    in.end();
    if (stream.decommissioned().isPresent()
        && stream.cutOver().filter(d -> !d.isAfter(stream.decommissioned().get())).isEmpty()) {
      in.wrong(map.span(), "`decommissioned` needs a `cut_over` that is not later.");
    }
    return stream;
  }

  private Map<String, Terms> widening(YamlMap columns) {
    Map<String, Terms> accepted = new LinkedHashMap<>();
    for (YamlMap.Entry entry : columns.entries().values()) {
      YamlMap map = entry.value() instanceof YamlMap m ? m : YamlMap.empty(entry.value().span());
      Fields in = new Fields(map, sink);
      accepted.put(entry.key(), in.terms(true, "The wider type of `" + entry.key() + "`"));
      in.end();
    }
    return accepted;
  }

  private Map<String, String> types(Fields in) {
    Map<String, String> types = new LinkedHashMap<>();
    Fields columns = new Fields(in.map("types"), sink);
    for (String column : in.map("types").entries().keySet()) {
      columns.word(column, CLASSES).ifPresent(c -> types.put(column, c));
    }
    return types;
  }

  private KnownDifference known(YamlMap map) {
    Fields in = new Fields(map, sink);
    KnownDifference known =
        new KnownDifference(
            in.needed("id"),
            in.needed("stream"),
            in.needed("column"),
            is(map, in, "left"),
            is(map, in, "right"),
            in.terms(true, "The known difference"));
    in.end();
    return known;
  }

  /** A key that is there and null means no value; one that is not there means any. */
  private static Optional<KnownDifference.Is> is(YamlMap map, Fields in, String key) {
    Optional<YamlNode> node = map.get(key);
    in.node(key);
    return node.map(n -> new KnownDifference.Is(n.isNull() ? null : PythonText.str(n.value())));
  }
}
