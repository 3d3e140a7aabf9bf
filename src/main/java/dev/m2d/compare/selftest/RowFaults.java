package dev.m2d.compare.selftest;

import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.TableSchema;
import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.contract.StreamContract.Duplicates;
import dev.m2d.yaml.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What a fault does to a row, where the contract compares its values exactly. */
final class RowFaults {

  static final int CUT = 255;

  static final String DELETED = "_sdc_deleted_at";
  private static final double SMALL = 1e-9;
  private static final Pattern MOMENT =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*");
  private static final Pattern FLOAT = Pattern.compile("-?[0-9]+\\.[0-9]+([eE][-+]?[0-9]+)?");
  private static final Pattern LETTER = Pattern.compile("[A-Za-z]");

  private final Contract contract;
  private final String stream;
  private final Map<String, TableSchema.Type> types;
  private final Optional<Manifest.Watermark> watermark;

  /**
   * Faults of a stream.
   *
   * @param types the declared classes of its columns; none for files
   * @param watermark beyond which rows are not compared
   */
  RowFaults(
      Contract contract,
      String stream,
      Map<String, TableSchema.Type> types,
      Optional<Manifest.Watermark> watermark) {
    this.contract = contract;
    this.stream = stream;
    this.types = types;
    this.watermark = watermark;
  }

  /** Whether a row is compared for sure; a row on the very edge is not taken. */
  boolean isInWindow(Row row) {
    int column = watermark.map(w -> row.columns().indexOf(w.column())).orElse(-1);
    if (column < 0) {
      return true;
    }
    String limit = watermark.orElseThrow().value().replace('T', ' ');
    String value = row.values().get(column).asText().orElse("").replace('T', ' ');
    boolean isNumber = limit.matches("-?[0-9.]+") && value.matches("-?[0-9.]+");
    return isNumber
        ? new BigDecimal(value).compareTo(new BigDecimal(limit)) < 0
        : beginning(value).compareTo(beginning(limit)) < 0;
  }

  /** Up to the second. */
  private static String beginning(String moment) {
    return moment.substring(0, Math.min(moment.length(), 19));
  }

  /** The rows that take the place of a row; empty when it cannot carry the fault. */
  Optional<List<Row>> of(Fault fault, Row row) {
    if (row.columns().isEmpty() || !isInWindow(row)) {
      return Optional.empty();
    }
    return switch (fault) {
      case DROP_ROW -> Optional.of(List.of());
      // Once more than a tap may send the rows of its last bookmark.
      case DUPLICATE_ROW ->
          Optional.of(
              contract.stream(stream).duplicates() == Duplicates.REPORT
                  ? List.of(row, row, row)
                  : List.of(row, row));
      case CHANGE_CHARACTER -> text(row, t -> LETTER.matcher(t).replaceFirst(other(t)));
      case TRUNCATE ->
          text(
              row,
              t ->
                  t.codePointCount(0, t.length()) > CUT
                      ? t.substring(0, t.offsetByCodePoints(0, CUT))
                      : t);
      case NULL_TO_EMPTY -> change(row, (column, v) -> v.isNull() && isText(column) ? text("") : v);
      case EMPTY_TO_NULL ->
          change(row, (column, v) -> v.equals(text("")) && isText(column) ? new Value.Null() : v);
      case FLOAT -> change(row, this::more);
      case SHIFT_HOUR -> change(row, this::later);
      case UNDELETE -> undeleted(row);
      default -> Optional.empty();
    };
  }

  /** Whether differences of a column are neither accepted nor judged by another rule. */
  boolean isExact(String column) {
    return contract.rule(stream, column).isExact()
        && contract.known(stream).stream().noneMatch(k -> k.column().equals(column));
  }

  private interface Change {
    Value of(String column, Value value);
  }

  private Optional<List<Row>> change(Row row, Change change) {
    for (int i = 0; i < row.columns().size(); i++) {
      String column = row.columns().get(i);
      Value value = row.values().get(i);
      if (isExact(column)) {
        Value changed = change.of(column, value);
        if (!changed.equals(value)) {
          return Optional.of(List.of(row.with(i, changed)));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<List<Row>> text(Row row, UnaryOperator<String> change) {
    return change(
        row,
        (column, value) ->
            value instanceof Value.Text t && isText(column) && !isMoment(column, t.value())
                ? text(change.apply(t.value()))
                : value);
  }

  private boolean isText(String column) {
    return types.getOrDefault(column, TableSchema.Type.TEXT) == TableSchema.Type.TEXT;
  }

  private boolean isMoment(String column, String text) {
    TableSchema.Type type = types.get(column);
    return (type == null
            || type == TableSchema.Type.TIMESTAMP
            || type == TableSchema.Type.TIMESTAMPTZ)
        && MOMENT.matcher(text).matches();
  }

  private Value more(String column, Value value) {
    TableSchema.Type type = types.get(column);
    Optional<Double> number =
        value instanceof Value.Real r
            ? Optional.of(r.value())
            : value
                .asText()
                .filter(
                    t ->
                        type == TableSchema.Type.FLOAT64
                            || (type == null && FLOAT.matcher(t).matches()))
                .flatMap(RowFaults::parsed);
    if (number.isEmpty() || !Double.isFinite(number.get())) {
      return value;
    }
    double changed = number.get() + SMALL;
    return changed == number.get()
        ? value
        : value instanceof Value.Real ? new Value.Real(changed) : text(Double.toString(changed));
  }

  private static Optional<Double> parsed(String text) {
    try {
      return Optional.of(Double.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Value later(String column, Value value) {
    return value
        .asText()
        .filter(t -> isMoment(column, t))
        .<Value>map(
            t -> {
              int hour = Integer.parseInt(t.substring(11, 13));
              int shifted = hour < 23 ? hour + 1 : hour - 1;
              return text(
                  t.substring(0, 11) + (shifted < 10 ? "0" : "") + shifted + t.substring(13));
            })
        .orElse(value);
  }

  private Optional<List<Row>> undeleted(Row row) {
    int column = row.columns().indexOf(DELETED);
    boolean isJudged = contract.rule(stream, DELETED).kind() != ColumnRule.Kind.DROP;
    return isJudged && column >= 0 && !row.values().get(column).isNull()
        ? Optional.of(List.of(row.with(column, new Value.Null())))
        : Optional.empty();
  }

  private static String other(String text) {
    var letter = LETTER.matcher(text);
    return letter.find() && letter.group().equals("x") ? "y" : "x";
  }

  private static Value text(String text) {
    return new Value.Text(text);
  }
}
