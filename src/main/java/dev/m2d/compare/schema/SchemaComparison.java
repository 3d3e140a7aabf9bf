package dev.m2d.compare.schema;

import dev.m2d.compare.bundle.TableSchema;
import dev.m2d.compare.bundle.TableSchema.Column;
import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.StreamContract;
import dev.m2d.compare.schema.ColumnVerdict.Finding;
import dev.m2d.compare.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares what both sides declare about the columns of a table. */
public final class SchemaComparison {

  private final StreamContract contract;
  private final Function<String, ColumnRule> rules;
  private final List<ColumnVerdict> found = new ArrayList<>();

  private SchemaComparison(StreamContract contract, Function<String, ColumnRule> rules) {
    this.contract = contract;
    this.rules = rules;
  }

  /** What is not identical, in the order of the left side. */
  public static List<ColumnVerdict> of(
      TableSchema left,
      TableSchema right,
      StreamContract contract,
      Function<String, ColumnRule> rules) {
    SchemaComparison comparison = new SchemaComparison(contract, rules);
    Map<String, Column> rights = new LinkedHashMap<>();
    right.columns().forEach(c -> rights.put(c.name(), c));
    for (Column column : left.columns()) {
      Column other = partner(column, left, rights);
      if (other == null) {
        comparison.add(column.name(), Finding.MISSING, text(column), "");
      } else {
        rights.remove(other.name());
        comparison.pair(column, other);
      }
    }
    rights.values().forEach(c -> comparison.add(c.name(), Finding.EXTRA, "", text(c)));
    if (!lower(left.primaryKey()).equals(lower(right.primaryKey()))) {
      comparison.add(
          "(primary key)",
          Finding.PRIMARY_KEY,
          String.join(", ", left.primaryKey()),
          String.join(", ", right.primaryKey()));
    }
    return comparison.found;
  }

  /** Databases differ in the case that they give to names. */
  private static @Nullable Column partner(
      Column column, TableSchema left, Map<String, Column> rights) {
    Column same = rights.get(column.name());
    if (same != null) {
      return same;
    }
    List<Column> alike =
        rights.values().stream()
            .filter(c -> c.name().equalsIgnoreCase(column.name()))
            .filter(c -> left.columns().stream().noneMatch(l -> l.name().equals(c.name())))
            .toList();
    boolean only =
        left.columns().stream().filter(c -> c.name().equalsIgnoreCase(column.name())).count() == 1;
    return only && alike.size() == 1 ? alike.get(0) : null;
  }

  private static List<String> lower(List<String> names) {
    return names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
  }

  private void pair(Column left, Column right) {
    if (!Width.areIdentical(left, right)) {
      boolean wider = Width.holds(right, left);
      add(left.name(), wider ? Finding.WIDER : Finding.INCOMPATIBLE, text(left), text(right));
    } else if (left.valueClass() == TableSchema.Type.OPAQUE) {
      add(left.name(), Finding.OPAQUE, text(left), text(right));
    }
    if (left.nullable() != right.nullable()) {
      add(left.name(), Finding.NULLABILITY, nullable(left), nullable(right));
    }
    if (!left.collation().equals(right.collation())) {
      add(
          left.name(),
          Finding.COLLATION,
          left.collation().orElse("default"),
          right.collation().orElse("default"));
    }
  }

  private void add(String column, Finding finding, String left, String right) {
    boolean accepted =
        finding == Finding.OPAQUE
            || finding == Finding.WIDER && contract.mayWiden().containsKey(column)
            || rules.apply(column).kind() == ColumnRule.Kind.DROP;
    found.add(
        new ColumnVerdict(
            column, finding, left, right, accepted ? Verdict.EQUAL : Verdict.DIFFERENT));
  }

  private static String nullable(Column column) {
    return column.nullable() ? "may be null" : "not null";
  }

  /** The type as the database has it, with its size where the name does not tell it. */
  private static String text(Column column) {
    Optional<Integer> size = column.length().or(column::precision);
    if (size.isEmpty() || column.type().contains("(")) {
      return column.type();
    }
    String scale = column.scale().map(s -> "," + s).orElse("");
    return column.type() + "(" + size.get() + (column.length().isPresent() ? "" : scale) + ")";
  }
}
