package dev.m2d.plan;

import dev.m2d.literal.Language;
import dev.m2d.literal.Python;
import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes an importer of files of a pipeline that is to be native. */
final class ImporterPlanner {
  private static final String ASSETS = "dagster_project.defs.assets.";

  private final PipelinePlan pipeline;
  private final String stem;
  private final String finds;
  private final List<String> typeNames;

  /**
   * For one pipeline.
   *
   * @param stem the beginning of its other names
   * @param finds the name of the step that finds its files
   * @param typeNames names of its kinds of files, one a stream
   */
  ImporterPlanner(PipelinePlan pipeline, String stem, String finds, List<String> typeNames) {
    this.pipeline = pipeline;
    this.stem = stem;
    this.finds = finds;
    this.typeNames = List.copyOf(typeNames);
  }

  /** Its plan, with what Meltano calls it in the docstring. */
  ImporterPlan plan(List<String> lines) {
    List<FileTypePlan> types = types();
    String manages = stem + ImporterNames.MANAGEMENT;
    TreeSet<String> constants = new TreeSet<>(List.of("IMPORTER"));
    types.forEach(t -> constants.add(t.constant().text()));
    String function = pipeline.function().text();
    String tuple = types.stream().map(t -> t.constant().text()).collect(Collectors.joining(", "));
    return new ImporterPlan(
        pipeline,
        Names.variable(finds),
        Names.variable(manages),
        Python.literal(finds),
        Python.literal(manages),
        stem,
        stem.equals(pipeline.name()) ? Optional.empty() : Optional.of(Python.literal(stem)),
        types,
        code("(" + tuple + (types.size() == 1 ? ",)" : ")")),
        Imports.members(constants),
        Python.name(ASSETS + function + ".constants"),
        text("Files of " + pipeline.extractor() + " into the tables of " + pipeline.loader() + "."),
        Python.listing("What the importer reads, and which tables it fills.", lines),
        text(
            "Finds the CSV files of "
                + pipeline.extractor()
                + ", and looks at them before anything is loaded."),
        text(
            "Loads the files of "
                + pipeline.extractor()
                + " into the tables of "
                + pipeline.loader()
                + ": one upsert a file."));
  }

  /** In the order of the tap, which goes by their names, however they are written. */
  private List<FileTypePlan> types() {
    Map<String, FileTypePlan> types = new TreeMap<>();
    for (StreamPlan stream : pipeline.streams()) {
      types.put(stream.name(), type(stream, typeNames.get(types.size())));
    }
    return List.copyOf(types.values());
  }

  private FileTypePlan type(StreamPlan stream, String name) {
    return new FileTypePlan(
        stream.label(),
        Python.name(name.toUpperCase(Locale.ROOT)),
        Python.name(name),
        name.equals(stream.name()) ? Optional.empty() : Optional.of(Python.literal(name)),
        Names.variable(ImporterNames.load(stem, name)),
        Python.tuple(List.of("*" + plain(stream.name()) + "*.csv")),
        stream.columns().isEmpty()
            ? Optional.empty()
            : Optional.of(Python.tuple(stream.columns())));
  }

  /** A name as a pattern of file names: what stands for others there stands for itself. */
  private static String plain(String stream) {
    return stream.replaceAll("[*?\\[]", "[$0]");
  }

  private static Snippet text(String summary) {
    return Python.docstring(summary, List.of());
  }

  private static Snippet code(String text) {
    return new Snippet(Language.PYTHON, text);
  }
}
