package dev.m2d.plan;

import dev.m2d.dbt.DbtProject;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the key of each stream's asset: the key of the dbt source that reads it, else schema and
 * stream, else extractor and stream. No two assets get one key, nor two keys that Dagster folds
 * into one op name.
 */
final class KeyPlanner {
  private final ResolvedProject project;
  private final Names names;
  private final Map<String, String> ownerByOpName = new HashMap<>();

  KeyPlanner(ResolvedProject project, Names names) {
    this.project = project;
    this.names = names;
  }

  /**
   * What was chosen for a stream.
   *
   * @param key the parts
   * @param source the dbt source that reads the table
   * @param table destination table, where known
   * @param ownKey whether the natural key is what it would be without a source
   * @param clash the pipeline that has the natural key already
   */
  record Choice(
      List<String> key,
      Optional<DbtProject.Source> source,
      Optional<String> table,
      boolean ownKey,
      Optional<String> clash) {

    /** Whether an earlier run gave another key than the one by which dbt knows the table. */
    boolean isUnderOtherKey() {
      return clash.isEmpty() && source.filter(s -> !sourceKey(s).equals(key)).isPresent();
    }
  }

  /** Chooses for one stream of a pipeline. */
  Choice choose(String pipeline, ResolvedPlugin extractor, ResolvedPlugin loader, String stream) {
    Destination destination = Destination.of(project, extractor, loader);
    Optional<DbtProject.Source> source = source(destination, stream);
    List<String> own =
        List.of(
            Names.keyPart(destination.schema().orElse(extractor.name().replace('-', '_'))),
            Names.keyPart(stream));
    List<String> natural = source.map(KeyPlanner::sourceKey).orElse(own);
    String origin = pipeline + " " + stream;
    List<String> frozen = names.frozenKey(origin);
    String owner = ownerByOpName.get(opName(natural));
    List<String> key = frozen.isEmpty() ? unique(pipeline, natural) : frozen;
    ownerByOpName.putIfAbsent(opName(key), pipeline);
    names.asset(origin, key);
    return new Choice(
        key,
        source,
        table(destination, stream),
        natural.equals(own),
        key.equals(natural) || owner == null ? Optional.empty() : Optional.of(owner));
  }

  /** Takes a key that is not a stream's, such as a command's. */
  List<String> reserve(String origin, List<String> wanted) {
    List<String> frozen = names.frozenKey(origin);
    List<String> key = frozen.isEmpty() ? unique(origin, wanted) : frozen;
    ownerByOpName.putIfAbsent(opName(key), origin);
    names.asset(origin, key);
    return key;
  }

  /** Keeps the keys of dbt's own nodes from being given to streams. */
  void reserveNode(List<String> key) {
    ownerByOpName.putIfAbsent(opName(key), "dbt");
  }

  private List<String> unique(String pipeline, List<String> natural) {
    String owner = ownerByOpName.get(opName(natural));
    if (owner == null) {
      return natural;
    }
    List<String> key = new ArrayList<>(natural);
    if (!owner.equals(pipeline)) {
      key.add(0, Names.keyPart(pipeline));
    }
    String last = key.get(key.size() - 1);
    for (int n = 2; ownerByOpName.containsKey(opName(key)); n++) {
      key.set(key.size() - 1, last + "_" + n);
    }
    return List.copyOf(key);
  }

  /** The name that Dagster makes of a key. */
  static String opName(List<String> key) {
    return String.join("__", key).replace('-', '_').replace('.', '_');
  }

  /** The key by which dbt's models depend on a source's table. */
  static List<String> sourceKey(DbtProject.Source source) {
    return source.assetKey().orElseGet(() -> List.of(source.source(), source.table()));
  }

  private Optional<DbtProject.Source> source(Destination destination, String stream) {
    if (!destination.database()) {
      return Optional.empty();
    }
    List<DbtProject.Source> named =
        project.dbtProjects().stream()
            .flatMap(p -> p.sources().stream())
            .filter(s -> isTableOf(s, stream))
            .toList();
    List<DbtProject.Source> exact =
        named.stream().filter(s -> schemaEquals(destination, s)).toList();
    if (!exact.isEmpty()) {
      return Optional.of(exact.get(0));
    }
    boolean undecided =
        named.size() == 1 && (destination.schema().isEmpty() || isJinja(named.get(0).schema()));
    return undecided ? Optional.of(named.get(0)) : Optional.empty();
  }

  private static boolean isTableOf(DbtProject.Source source, String stream) {
    String table = source.identifier();
    return table.equalsIgnoreCase(stream) || table.equalsIgnoreCase(Destination.tableOf(stream));
  }

  private static boolean schemaEquals(Destination destination, DbtProject.Source source) {
    return destination.schema().filter(s -> s.equalsIgnoreCase(source.schema())).isPresent();
  }

  private static boolean isJinja(String text) {
    return text.contains("{{") || text.contains("{%");
  }

  private static Optional<String> table(Destination destination, String stream) {
    return destination
        .schema()
        .filter(s -> stream.matches("[a-z_][a-z0-9_]*"))
        .map(s -> s + "." + stream);
  }
}
