package dev.m2d.plan;

import dev.m2d.dbt.DbtProject;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.literal.Language;
import dev.m2d.literal.Python;
import dev.m2d.literal.Snippet;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.DefinitionKind;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Streams;
import dev.m2d.naming.PythonNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Makes one pipeline of each distinct tap, mappings and target, in the order of the files. */
final class PipelinePlanner {
  private final ResolvedProject project;
  private final Names names;
  private final KeyPlanner keys;
  private final References references;
  private final Diagnostics findings;
  private final Map<String, PipelinePlan> pipelines = new LinkedHashMap<>();
  private final Map<String, ImporterPlan> importers = new LinkedHashMap<>();
  private final RunnerChoice runners;

  PipelinePlanner(
      ResolvedProject project,
      Names names,
      KeyPlanner keys,
      References references,
      RunnerChoice runners,
      Diagnostics findings) {
    this.project = project;
    this.names = names;
    this.keys = keys;
    this.references = references;
    this.runners = runners;
    this.findings = findings;
  }

  /** The text of a block as `meltano run` takes it. */
  static String text(Block.ExtractLoad block) {
    List<String> words = new ArrayList<>(List.of(block.extractor()));
    block.mappings().forEach(mapping -> words.add(mapping.mapping()));
    words.add(block.loader());
    return String.join(" ", words);
  }

  /** All of them. */
  List<PipelinePlan> pipelines() {
    return List.copyOf(pipelines.values());
  }

  /** Those that are native. */
  List<ImporterPlan> importers() {
    return List.copyOf(importers.values());
  }

  /** How a pipeline is native, if it is. */
  Optional<ImporterPlan> importer(PipelinePlan pipeline) {
    return Optional.ofNullable(importers.get(pipeline.text()));
  }

  /** The pipeline of a block, made when it is met first. */
  PipelinePlan pipeline(Block.ExtractLoad block) {
    String text = text(block);
    PipelinePlan known = pipelines.get(text);
    if (known != null) {
      return known;
    }
    PipelinePlan made = make(block, text);
    pipelines.put(text, made);
    if (made.runner().equals(Runners.NATIVE)) {
      List<String> types =
          ImporterNames.types(made.streams().stream().map(StreamPlan::name).toList());
      String stem = names.stem(text, made.name(), types);
      String finds = names.op(ImporterNames.origin(text), stem + ImporterNames.FILES);
      importers.put(
          text, new ImporterPlanner(made, stem, finds, types).plan(references.lines(text)));
    }
    return made;
  }

  /** Keeps the names of a native pipeline of an earlier run, before jobs can get them. */
  void keepNames(Block.ExtractLoad block) {
    List<String> streams =
        plugin(PluginType.EXTRACTORS, block.extractor()).streams().streams().stream()
            .map(Streams.Stream::id)
            .toList();
    names.keepStem(text(block), ImporterNames.types(streams));
  }

  private PipelinePlan make(Block.ExtractLoad block, String text) {
    ResolvedPlugin extractor = plugin(PluginType.EXTRACTORS, block.extractor());
    ResolvedPlugin loader = plugin(PluginType.LOADERS, block.loader());
    List<String> mappings = block.mappings().stream().map(Block.MappingRef::mapping).toList();
    List<String> mappers = block.mappings().stream().map(Block.MappingRef::mapper).toList();
    List<String> parts = new ArrayList<>(List.of(block.extractor()));
    parts.addAll(mappings);
    parts.add(block.loader());
    String suggestion = String.join("__", parts.stream().map(PythonNames::identifier).toList());
    String name = names.op(text, suggestion);
    String natural = (block.extractor() + "-to-" + block.loader()).replaceAll("\\s", "_");
    String pool = names.pool(text, natural);
    List<StreamPlan> streams = streams(name, text, block, extractor, loader);
    String runner = runners.of(name, block, extractor, loader);
    boolean known = extractor.streams().origin() != Streams.Origin.UNKNOWN;
    TreeSet<String> imports =
        new TreeSet<>(List.of("Pipeline", "SingerOptions", "Stream", "run_pipeline"));
    if (!known) {
      imports.add("ANY_STREAM");
    }
    return new PipelinePlan(
        name,
        Names.variable(name),
        text,
        block.extractor(),
        block.loader(),
        mappings,
        mappers,
        Python.tuple(mappings),
        Python.tuple(mappers),
        !mappings.isEmpty(),
        streams,
        known,
        streams.size() == 1,
        runner,
        references.takesVariables(text),
        pool.equals(natural) ? Optional.empty() : Optional.of(Python.literal(pool)),
        Names.keyPart(block.extractor()).replaceAll("[^A-Za-z0-9_]", "_"),
        Python.listing(title(block), references.lines(text)),
        Imports.members(imports),
        references.spans(text));
  }

  private static String title(Block.ExtractLoad block) {
    String through =
        block.mappings().isEmpty()
            ? ""
            : " through "
                + String.join(
                    ", ", block.mappings().stream().map(Block.MappingRef::mapping).toList());
    return block.extractor() + through + " into " + block.loader() + ".";
  }

  private List<StreamPlan> streams(
      String pipeline,
      String text,
      Block.ExtractLoad block,
      ResolvedPlugin extractor,
      ResolvedPlugin loader) {
    List<Streams.Stream> known = extractor.streams().streams();
    if (extractor.streams().origin() == Streams.Origin.UNKNOWN || known.isEmpty()) {
      List<String> wanted =
          List.of(
              Names.keyPart(block.extractor().replace('-', '_')),
              Names.keyPart(block.loader().replace('-', '_')));
      List<String> key = keys.reserve(text, wanted);
      findings.add(unknownStreams(text, block, extractor));
      Snippet any = new Snippet(Language.PYTHON, "ANY_STREAM");
      return List.of(
          new StreamPlan(
              "*",
              key,
              any,
              Python.tuple(key),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              true));
    }
    List<StreamPlan> streams = new ArrayList<>();
    for (Streams.Stream stream : known) {
      KeyPlanner.Choice choice = keys.choose(pipeline, extractor, loader, stream.id());
      choice.clash().ifPresent(owner -> reportClash(block, stream, choice.key(), owner));
      choice.source().filter(s -> choice.isUnderOtherKey()).ifPresent(s -> reportLost(choice, s));
      streams.add(
          new StreamPlan(
              stream.id(),
              choice.key(),
              Python.literal(stream.id()),
              Python.tuple(choice.key()),
              choice.table(),
              choice.source().flatMap(DbtProject.Source::description),
              choice.source().map(DbtProject.Source::span),
              choice.source().map(PipelinePlanner::columns).orElse(List.of()),
              choice.ownKey()));
    }
    return streams;
  }

  /** Columns that a source describes, without those that tap and target add. */
  private static List<String> columns(DbtProject.Source source) {
    return source.columns().stream().filter(c -> !c.startsWith("_sdc_")).toList();
  }

  private void reportLost(KeyPlanner.Choice choice, DbtProject.Source source) {
    String key = String.join("/", choice.key());
    String wanted = String.join("/", KeyPlanner.sourceKey(source));
    findings.add(
        Diagnostic.of(
                Code.M2D543,
                source.span(),
                "Asset `"
                    + key
                    + "` keeps its name, but dbt reads its table as `"
                    + wanted
                    + "`: Dagster shows no lineage from it to the models.")
            .withHint(
                "Run `m2d rename "
                    + key
                    + " "
                    + wanted
                    + "`, or set `meta.dagster.asset_key: ["
                    + String.join(", ", choice.key())
                    + "]` at this source table."));
  }

  private void reportClash(
      Block.ExtractLoad block, Streams.Stream stream, List<String> key, String owner) {
    findings.add(
        Code.M2D502,
        block.span(),
        "The natural key of stream `"
            + stream.id()
            + "` belongs to `"
            + owner
            + "` already; its asset is `"
            + String.join("/", key)
            + "`.");
  }

  private ResolvedPlugin plugin(PluginType type, String name) {
    return project
        .plugin(new PluginId(type, name))
        .orElseThrow(() -> new IllegalStateException("no plugin " + type.key() + "/" + name));
  }

  private static Diagnostic unknownStreams(
      String text, Block.ExtractLoad block, ResolvedPlugin extractor) {
    String message =
        "Nothing names the streams of `" + block.extractor() + "`, so `" + text + "` is one asset.";
    Diagnostic found = Diagnostic.of(Code.M2D501, block.span(), message);
    boolean cannot =
        (extractor.definition() == DefinitionKind.CUSTOM
                || extractor.definition() == DefinitionKind.LOCK)
            && !extractor.capabilities().contains("discover");
    return cannot
        ? found.withHint(
            "Its definition names no capability `discover`. If the tap has it, declare it, capture"
                + " its catalog with `python -m dagster_project.singer catalog capture TAP` and"
                + " generate again; then each stream is an asset.")
        : found;
  }
}
