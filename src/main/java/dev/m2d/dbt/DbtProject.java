package dev.m2d.dbt;

import dev.m2d.diagnostic.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A dbt project as its files describe it.
 *
 * @param folder relative to the Meltano project's root, with `/`, empty for the root itself
 * @param name of dbt_project.yml
 * @param profile named in dbt_project.yml
 * @param requiredVersions `require-dbt-version`, as written
 * @param packages whether packages.yml or dependencies.yml ask for packages
 * @param profileFiles profiles.yml files found, relative to the Meltano project's root
 * @param decisive places of configured values that the nodes follow from
 */
public record DbtProject(
    String folder,
    String name,
    Optional<String> profile,
    List<String> requiredVersions,
    boolean packages,
    List<String> profileFiles,
    List<Source> sources,
    List<Node> nodes,
    List<Test> tests,
    Set<Span> decisive,
    Span span) {

  public DbtProject {
    requiredVersions = List.copyOf(requiredVersions);
    profileFiles = List.copyOf(profileFiles);
    sources = List.copyOf(sources);
    nodes = List.copyOf(nodes);
    tests = List.copyOf(tests);
    decisive = Set.copyOf(decisive);
  }

  /**
   * A table that a source block declares.
   *
   * @param source name of the block
   * @param schema as written, Jinja included; the block's name when absent
   * @param identifier name of the table in the database; the table's name when absent
   * @param assetKey of `meta.dagster.asset_key`, when given
   * @param columns names of those that it describes, which need not be all
   */
  public record Source(
      String source,
      String table,
      String schema,
      String identifier,
      Optional<String> database,
      Optional<String> description,
      Optional<List<String>> assetKey,
      List<String> columns,
      Span span) {
    public Source {
      columns = List.copyOf(columns);
    }
  }

  /** What dbt makes a relation of. */
  public enum NodeKind {
    MODEL,
    SEED,
    SNAPSHOT
  }

  /**
   * A model, seed or snapshot.
   *
   * @param path of its file, relative to `folder`
   * @param refs names of the models it reads, in the order of its text
   * @param sources pairs of source and table that it reads
   * @param schema that dbt_project.yml, a property file or the file itself sets, when it is a plain
   *     text
   * @param group by the rules of dagster-dbt: its own, else the first folder below the root
   * @param columns names to descriptions, as property files give them
   * @param assetKey of `meta.dagster.asset_key`, when given
   */
  public record Node(
      NodeKind kind,
      String name,
      String path,
      List<String> refs,
      List<SourceRef> sources,
      Optional<String> schema,
      Optional<String> group,
      Optional<String> description,
      Map<String, String> columns,
      List<String> tags,
      Optional<List<String>> assetKey,
      Span span) {
    public Node {
      refs = List.copyOf(refs);
      sources = List.copyOf(sources);
      tags = List.copyOf(tags);
    }

    /**
     * Its asset key by the rules of dagster-dbt: its own, else a schema set for it and its name.
     */
    public List<String> key() {
      return assetKey.orElseGet(
          () -> schema.map(s -> List.of(s, name)).orElseGet(() -> List.of(name)));
    }
  }

  /** A call `source('source', 'table')`. */
  public record SourceRef(String source, String table) {}

  /**
   * A test of a node or source, or a singular test.
   *
   * @param name of the test: `unique`, `not_null`, or the file's name for a singular one
   * @param on name of the node, or `source.table`; empty for a singular one
   */
  public record Test(String name, Optional<String> on, Optional<String> column, Span span) {}

  /** Whether a source of that block and table is declared. */
  public Optional<Source> source(String block, String table) {
    return sources.stream()
        .filter(s -> s.source().equals(block) && s.table().equals(table))
        .findFirst();
  }
}
