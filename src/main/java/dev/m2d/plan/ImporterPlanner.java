package dev.m2d.plan;

import dev.m2d.literal.Language;
import dev.m2d.literal.Python;
import dev.m2d.literal.Snippet;
import dev.m2d.naming.NameAllocator;
import dev.m2d.naming.PythonNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes an importer of files of a pipeline that is to be native. */
final class ImporterPlanner {
  static final String FILES = "_files";
  static final String MANAGEMENT = "_management";
  private static final String ASSETS = "dagster_project.defs.assets.";
  private static final List<String> OWN = List.of("importer", "pipeline");

  private ImporterPlanner() {}

  static ImporterPlan of(PipelinePlan pipeline, List<String> lines) {
    List<FileTypePlan> types = types(pipeline);
    TreeSet<String> constants = new TreeSet<>(List.of("IMPORTER"));
    types.forEach(t -> constants.add(t.constant().text()));
    String function = pipeline.function().text();
    String tuple = types.stream().map(t -> t.constant().text()).collect(Collectors.joining(", "));
    return new ImporterPlan(
        pipeline,
        Python.name(function + FILES),
        Python.name(function + MANAGEMENT),
        Python.literal(pipeline.name() + FILES),
        Python.literal(pipeline.name() + MANAGEMENT),
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

  private static List<FileTypePlan> types(PipelinePlan pipeline) {
    NameAllocator names = new NameAllocator();
    OWN.forEach(names::reserve);
    List<FileTypePlan> types = new ArrayList<>();
    for (StreamPlan stream : pipeline.streams()) {
      String name = names.allocate(PythonNames.identifier(stream.name()), stream.name());
      types.add(
          new FileTypePlan(
              stream.label(),
              Python.name(name.toUpperCase(Locale.ROOT)),
              Python.name(name),
              Python.tuple(List.of("*" + plain(stream.name()) + "*.csv")),
              stream.columns().isEmpty()
                  ? Optional.empty()
                  : Optional.of(Python.tuple(stream.columns()))));
    }
    return types;
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
