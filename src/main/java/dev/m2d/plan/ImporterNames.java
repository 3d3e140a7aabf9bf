package dev.m2d.plan;

import dev.m2d.naming.NameAllocator;
import dev.m2d.naming.PythonNames;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of what the kit makes for a native pipeline. All begin with its stem, so that one entry of
 * the ledger keeps all of them; the kit's `importer.py` makes the same.
 */
final class ImporterNames {
  static final String FILES = "_files";
  static final String MANAGEMENT = "_management";

  /** What a kind of file must not be called: names of constants, and of assets of the kit. */
  private static final List<String> OWN = List.of("importer", "pipeline", "archived");

  private ImporterNames() {}

  /** What the step that finds the files of a pipeline is frozen by. */
  static String origin(String text) {
    return text + " (files)";
  }

  /** Names of the kinds of files, one a stream, in their order. */
  static List<String> types(List<String> streams) {
    NameAllocator names = new NameAllocator();
    OWN.forEach(names::reserve);
    return streams.stream().map(s -> names.allocate(type(s), s)).toList();
  }

  /** A stream as a name; linters sort a constant with a leading underscore elsewhere. */
  private static String type(String stream) {
    String name = PythonNames.identifier(stream);
    return name.startsWith("_") ? "file" + name : name;
  }

  /** Jobs and ops beside the step that finds files. */
  static List<String> steps(String stem, List<String> types) {
    List<String> all =
        new ArrayList<>(
            List.of(
                stem + MANAGEMENT,
                stem + "_archived_day",
                stem + "_retention",
                stem + "_retention_remove"));
    for (String type : types) {
      all.add(load(stem, type));
      all.add(stem + "_" + type + "_archived");
      all.add(stem + "_" + type + "_file");
      all.add(KeyPlanner.opName(List.of(stem, type + "_file")));
    }
    return all;
  }

  /** The step that fills the table of a kind of file. */
  static String load(String stem, String type) {
    return stem + "_" + type + "_table";
  }

  /** Sensors, which Dagster takes for one kind of thing with schedules. */
  static List<String> sensors(String stem, List<String> types) {
    return types.stream().map(type -> stem + "_" + type + FILES).toList();
  }
}
