package dev.m2d.account;

import dev.m2d.dbt.DbtProject;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.Runners;
import dev.m2d.plan.StreamPlan;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What became of the keys of a dbt project: which of them the assets follow from. */
final class DbtSubjects {

  private final boolean isUsed;
  private final Optional<String> models;
  private final Set<Span> decisive = new HashSet<>();
  private final Set<String> nodes = new HashSet<>();
  private final Set<String> paths = new HashSet<>();

  private final Map<Span, Table> tables = new HashMap<>();

  /**
   * A table of a source that an asset stands for, by the place of its name.
   *
   * @param bySchema whether its schema took part in finding it
   * @param sameAnyway whether the asset would have its key without it
   * @param columns that are looked for in the files of a native pipeline
   */
  private record Table(boolean bySchema, boolean sameAnyway, Set<String> columns) {}

  DbtSubjects(ResolvedProject project, DagsterPlan plan) {
    this.isUsed = !plan.dbt().isEmpty();
    this.models =
        plan.dataFiles().stream()
            .map(f -> f.path())
            .filter(path -> path.startsWith("dbt/"))
            .findFirst();
    Map<Span, StreamPlan> streams = new HashMap<>();
    Map<Span, Set<String>> lookedFor = new HashMap<>();
    for (PipelinePlan pipeline : plan.pipelines()) {
      for (StreamPlan stream : pipeline.streams()) {
        stream.source().ifPresent(at -> streams.putIfAbsent(at, stream));
        if (pipeline.runner().equals(Runners.NATIVE)) {
          stream
              .source()
              .map(at -> lookedFor.computeIfAbsent(at, a -> new HashSet<>()))
              .ifPresent(columns -> columns.addAll(stream.columns()));
        }
      }
    }
    for (DbtProject dbt : project.dbtProjects()) {
      decisive.addAll(dbt.decisive());
      Set<DbtProject.SourceRef> read = new HashSet<>();
      for (DbtProject.Node node : dbt.nodes()) {
        nodes.add(node.kind() + " " + node.name());
        prefixes(node.path());
        read.addAll(node.sources());
      }
      for (DbtProject.Source source : dbt.sources()) {
        prefixes(
            source.span().file().substring(dbt.folder().isEmpty() ? 0 : dbt.folder().length() + 1));
        StreamPlan stream = streams.get(source.span());
        if (stream != null) {
          boolean bySchema =
              stream.table().filter(t -> t.startsWith(source.schema() + ".")).isPresent();
          Set<String> columns = lookedFor.getOrDefault(source.span(), Set.of());
          boolean saysMore = source.description().isPresent() || !columns.isEmpty();
          tables.put(source.span(), new Table(bySchema, stream.ownKey() && !saysMore, columns));
        } else if (source.assetKey().isPresent()
            && read.contains(new DbtProject.SourceRef(source.source(), source.table()))) {
          tables.put(source.span(), new Table(false, false, Set.of()));
        }
      }
    }
  }

  /** Every folder that a file lies in. */
  private void prefixes(String path) {
    for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
      paths.add(path.substring(0, i));
    }
  }

  Subjects.Subject of(FileKind kind, Leaf leaf) {
    Optional<Circumstance> circumstance =
        !isUsed
            ? Optional.of(Circumstance.UNUSED_DBT)
            : kind == FileKind.DBT_PROJECT ? project(leaf) : properties(leaf);
    return new Subjects.Subject(circumstance, models);
  }

  private Optional<Circumstance> project(Leaf leaf) {
    boolean matters =
        leaf.way().get(0).key().endsWith("-paths")
            ? paths.contains(PythonText.str(leaf.node().value()).replaceAll("^\\./|/$", ""))
            : decisive.contains(leaf.node().span());
    return matters ? Optional.empty() : Optional.of(Circumstance.UNDECISIVE);
  }

  private Optional<Circumstance> properties(Leaf leaf) {
    String section = leaf.way().get(0).key();
    if (section.equals("sources")) {
      return source(leaf);
    }
    List<String> keys = leaf.keys();
    String last = keys.get(keys.size() - 1);
    boolean isConfig = keys.size() == 4 && keys.get(2).equals("config") && !last.equals(Leaf.ITEM);
    if (isConfig) {
      return decisive.contains(leaf.node().span())
          ? Optional.empty()
          : Optional.of(Circumstance.UNDECISIVE);
    }
    String kind = section.substring(0, section.length() - 1).toUpperCase(Locale.ROOT);
    Optional<YamlMap> entry = leaf.map(2);
    boolean isKnown =
        entry
            .flatMap(m -> m.present("name"))
            .filter(n -> nodes.contains(kind + " " + PythonText.str(n.value())))
            .isPresent();
    boolean matters = !last.equals("name") || entry.filter(this::saysMore).isPresent();
    return isKnown && matters ? Optional.empty() : Optional.of(Circumstance.UNDECISIVE);
  }

  /** Whether something follows from an entry, so that its name matters. */
  private boolean saysMore(YamlMap entry) {
    boolean byConfig =
        entry.present("config").orElse(null) instanceof YamlMap config
            && config.entries().values().stream()
                .anyMatch(e -> decisive.contains(e.value().span()) || e.key().equals("meta"));
    return byConfig
        || entry.present("description").isPresent()
        || entry.present("meta").isPresent()
        || entry.present("relation").isPresent();
  }

  private Optional<Circumstance> source(Leaf leaf) {
    boolean ofTable = leaf.way().size() > 3 && leaf.way().get(2).key().equals("tables");
    List<YamlMap> all =
        ofTable
            ? leaf.map(4).stream().toList()
            : leaf.map(2)
                .flatMap(m -> m.present("tables"))
                .filter(YamlList.class::isInstance)
                .map(n -> maps((YamlList) n))
                .orElse(List.of());
    if (ofTable && leaf.way().size() > 5 && leaf.way().get(4).key().equals("columns")) {
      return column(all.stream().findFirst(), PythonText.str(leaf.node().value()));
    }
    String key = leaf.way().get(leaf.way().size() - 1).key();
    boolean isSchema = key.equals("schema");
    boolean finds = isSchema || key.equals("identifier") || ofTable && key.equals("name");
    for (YamlMap table : all) {
      Optional<Table> known = table.present("name").map(n -> tables.get(n.span()));
      if (known.isPresent()
          && (!isSchema || known.get().bySchema())
          && (!finds || !known.get().sameAnyway())) {
        return Optional.empty();
      }
    }
    return Optional.of(Circumstance.UNREAD_TABLE);
  }

  private Optional<Circumstance> column(Optional<YamlMap> table, String name) {
    return table
            .flatMap(t -> t.present("name"))
            .map(n -> tables.get(n.span()))
            .filter(t -> t.columns().contains(name))
            .isPresent()
        ? Optional.empty()
        : Optional.of(Circumstance.UNREAD_COLUMN);
  }

  private static List<YamlMap> maps(YamlList list) {
    return list.items().stream()
        .filter(YamlMap.class::isInstance)
        .map(YamlMap.class::cast)
        .toList();
  }
}
