package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * One stream of a pipeline, which is one asset.
 *
 * @param name the Singer stream id as the tap says it; {@code *} when nobody can know the streams
 * @param key parts of the asset key, legal for Dagster and unique in the project
 * @param label the name as Python: a literal, or {@code ANY_STREAM}
 * @param keyTuple the key as a Python tuple
 * @param table destination table as {@code schema.table}, where the target's rules are known
 * @param description what the dbt source says about the table
 * @param source place of the dbt source that reads the table, when there is one
 * @param columns columns of the tap that the dbt source describes, which need not be all
 * @param ownKey whether the key is what it would be without the dbt source
 */
public record StreamPlan(
    String name,
    List<String> key,
    Snippet label,
    Snippet keyTuple,
    Optional<String> table,
    Optional<String> description,
    Optional<Span> source,
    List<String> columns,
    boolean ownKey) {
  public StreamPlan {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }
}
