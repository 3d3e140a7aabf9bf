package dev.m2d.compare.bundle;

import dev.m2d.compare.verdict.Verdict;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pairs below a folder, the oldest first.
 *
 * @param lastFolder the name of the folder of the last pair; empty when there is none
 * @param unfinished names of the folders of pairs that were not run to their end
 */
public record History(List<JudgedPair> pairs, String lastFolder, List<String> unfinished) {

  private static final String CONTRACT = "contract.json";
  private static final String VERDICT = "verdict/verdict.json";
  private static final String SELFTEST = "verdict/selftest.json";
  private static final List<String> DIFFERING =
      List.of("changed", "missing", "extra", "duplicate", "unexplained");
  private static final Set<String> OF_THE_TABLE = Set.of("columns", "primaryKey");
  private static final int VERDICT_VERSION = 2;

  public History {
    pairs = List.copyOf(pairs);
    unfinished = List.copyOf(unfinished);
  }

  /**
   * Reads the pairs below a folder.
   *
   * @throws BadBundleException with everything that is wrong with them
   */
  public static History read(Path folder) throws IOException {
    Diagnostics sink = new Diagnostics();
    List<SourceFile> sources = new ArrayList<>();
    List<JudgedPair> pairs = new ArrayList<>();
    List<String> unfinished = new ArrayList<>();
    Map<String, String> folders = new HashMap<>();
    if (!Files.isDirectory(folder)) {
      sink.add(Code.M2D910, Span.ofFile(folder.toString()), "There is no folder `" + folder + "`.");
      throw new BadBundleException(sink.sorted(), sources);
    }
    List<Path> found;
    try (Stream<Path> all = Files.list(folder)) {
      found = all.filter(History::isPair).sorted().toList();
    }
    for (Path bundle : found) {
      if (!Files.exists(bundle.resolve("manifest.json"))) {
        unfinished.add(String.valueOf(bundle.getFileName()));
        continue;
      }
      BundleFiles files = new BundleFiles(bundle, sink);
      Optional<JudgedPair> pair = pair(files);
      pair.ifPresent(pairs::add);
      String name = String.valueOf(bundle.getFileName());
      String other = pair.map(p -> folders.put(p.manifest().pair(), name)).orElse(null);
      if (other != null) {
        // Copies prove nothing more, and the gate counts.
        sink.add(
            Code.M2D912,
            Span.ofFile(files.shown("manifest.json")),
            "The pair is in `" + other + "` already.");
      }
      sources.addAll(files.sources());
    }
    if (sink.hasErrors()) {
      throw new BadBundleException(sink.sorted(), sources);
    }
    pairs.sort(java.util.Comparator.comparing(p -> p.manifest().pair()));
    String last = pairs.isEmpty() ? "" : pairs.get(pairs.size() - 1).manifest().pair();
    return new History(pairs, folders.getOrDefault(last, ""), unfinished);
  }

  /** Hidden folders are the working copies of a pair that is being made. */
  private static boolean isPair(Path folder) {
    return !String.valueOf(folder.getFileName()).startsWith(".")
        && Files.isDirectory(folder)
        && Bundle.isAt(folder);
  }

  private static Optional<JudgedPair> pair(BundleFiles files) throws IOException {
    Optional<Fields> top = files.versioned("manifest.json");
    if (top.isEmpty()) {
      return Optional.empty();
    }
    Manifest manifest = new ManifestReader(files, top.get()).read();
    Map<SideName, SideRun> runs = new EnumMap<>(SideName.class);
    for (SideName side : manifest.order()) {
      files.versioned(side.word() + "/run.json").ifPresent(f -> runs.put(side, SideReader.run(f)));
    }
    Optional<String> contract = files.object(CONTRACT).map(f -> identity(f.map().value()));
    return contract.map(
        text ->
            new JudgedPair(
                manifest,
                text,
                isOwn(files, manifest),
                runs,
                verdict(files, manifest),
                mutation(files, manifest),
                schemas(files, manifest)));
  }

  private static boolean isOwn(BundleFiles files, Manifest manifest) {
    return files
        .find(CONTRACT)
        .filter(c -> Conditions.sha256(c).equals(manifest.contractSha256()))
        .isPresent();
  }

  private static final Set<String> OF_THE_GATE =
      Set.of("cut_over", "decommissioned", "max_rows", "replication_method");

  /** A contract without what does not change a verdict: what only the gate reads. */
  public static String identity(Value.Fields contract) {
    Map<String, Value> deciding = new LinkedHashMap<>(contract.values());
    deciding.remove("gate");
    if (deciding.get("streams") instanceof Value.Fields streams) {
      Map<String, Value> rules = new LinkedHashMap<>();
      streams.values().forEach((name, stream) -> rules.put(name, withoutGate(stream)));
      deciding.put("streams", new Value.Fields(rules));
    }
    return JsonWriter.canonical(new Value.Fields(deciding));
  }

  private static Value withoutGate(Value stream) {
    if (!(stream instanceof Value.Fields fields)) {
      return stream;
    }
    Map<String, Value> rules = new LinkedHashMap<>(fields.values());
    rules.keySet().removeAll(OF_THE_GATE);
    return new Value.Fields(rules);
  }

  private static Map<String, String> schemas(BundleFiles files, Manifest manifest) {
    Map<String, String> found = new HashMap<>();
    for (Manifest.Stream stream : manifest.streams()) {
      String name = SideName.CONTROL.word() + "/schema/" + stream.file() + ".json";
      if (files.find(name).isPresent()) {
        files.object(name).ifPresent(f -> found.put(stream.name(), columns(f.map().value())));
      }
    }
    return found;
  }

  /** What describes a table, and not the rows that it had in one run. */
  private static String columns(Value.Fields table) {
    Map<String, Value> kept = new LinkedHashMap<>(table.values());
    kept.keySet().retainAll(OF_THE_TABLE);
    return JsonWriter.canonical(new Value.Fields(kept));
  }

  private static Optional<JudgedPair.Mutation> mutation(BundleFiles files, Manifest manifest) {
    return files.find(SELFTEST).isEmpty()
        ? Optional.empty()
        : files
            .versioned(SELFTEST)
            .filter(f -> f.text("pair").equals(Optional.of(manifest.pair())))
            .map(
                f ->
                    new JudgedPair.Mutation(
                        f.flag("passed").orElse(false), f.text("contract").orElse("")));
  }

  private static Optional<StoredVerdict> verdict(BundleFiles files, Manifest manifest) {
    return files.find(VERDICT).isEmpty()
        ? Optional.empty()
        : files.versioned(VERDICT, VERDICT_VERSION).map(v -> verdict(v, manifest));
  }

  private static StoredVerdict verdict(Fields top, Manifest manifest) {
    Optional<Fields> pair = top.object("pair");
    Verdict ofPair = Verdict.EQUAL;
    Map<String, Verdict> ofParts = new HashMap<>();
    for (Fields part : top.objects("parts")) {
      Verdict verdict = verdictOf(part);
      List<String> concerned =
          part.text("stream").map(List::of).orElseGet(() -> ofState(part, manifest));
      if (concerned.isEmpty()) {
        ofPair = ofPair.or(verdict);
      }
      concerned.forEach(stream -> ofParts.merge(stream, verdict, Verdict::or));
    }
    if (!top.texts("invalid").isEmpty()) {
      ofPair = Verdict.INCONCLUSIVE;
    }
    Map<String, StoredVerdict.OfStream> streams = new HashMap<>();
    for (Fields stream : top.objects("streams")) {
      String name = stream.demand("name", stream.text("name"), "");
      Verdict others = ofParts.getOrDefault(name, Verdict.EQUAL);
      streams.put(name, ofStream(stream, others));
    }
    List<StoredVerdict.Rule> rules = new ArrayList<>();
    for (Fields rule : top.objects("rules")) {
      rules.add(
          new StoredVerdict.Rule(
              rule.text("stream").orElse(""),
              rule.text("column").orElse(""),
              rule.text("rule").orElse(""),
              rule.flag("needed").orElse(true)));
    }
    List<String> noise = new ArrayList<>();
    for (Fields found : top.objects("noise")) {
      if (!found.flag("covered").orElse(false)) {
        String stream = found.text("stream").orElse("");
        noise.add(found.text("column").map(c -> stream + "." + c).orElse(stream));
      }
    }
    return new StoredVerdict(
        pair.flatMap(p -> p.text("id")).orElse(""),
        pair.flatMap(p -> p.text("contract")).orElse(""),
        verdictOf(top),
        ofPair,
        streams,
        rules,
        noise);
  }

  private static StoredVerdict.OfStream ofStream(Fields stream, Verdict ofParts) {
    Optional<Fields> data = stream.object("data");
    Optional<Fields> schema = stream.object("schema");
    long differing =
        DIFFERING.stream().mapToLong(k -> data.flatMap(d -> d.count(k)).orElse(0L)).sum();
    return new StoredVerdict.OfStream(
        verdictOf(stream).or(ofParts),
        data.flatMap(d -> d.count("leftRows")).orElse(0L),
        differing,
        ofParts.or(schema.flatMap(s -> s.word("verdict", Verdict.class)).orElse(Verdict.EQUAL)),
        schema.map(s -> s.texts("columns")).orElse(List.of()));
  }

  /** The streams that a state belongs to; none where that is not known. */
  private static List<String> ofState(Fields part, Manifest manifest) {
    Optional<String> id = part.text("state");
    return manifest.streams().stream()
        .filter(s -> id.filter(s.states()::contains).isPresent())
        .map(Manifest.Stream::name)
        .toList();
  }

  private static Verdict verdictOf(Fields fields) {
    return fields.demand("verdict", fields.word("verdict", Verdict.class), Verdict.INCONCLUSIVE);
  }
}
