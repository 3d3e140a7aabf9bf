package dev.m2d.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.explain.Difference;
import dev.m2d.compare.row.DialectGuess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random files of rows, beside what DuckDB says of them with {@code EXCEPT ALL}. */
final class RandomRowsTest {

  private static final int SEEDS = 400;
  private static final String[] DELIMITERS = {",", ",", ",", ";", "|"};
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] TEXTS = {
    "", "a", "A", "a ", "a,b", "say \"a\"", "two\nlines", "NULL", "\\N", "é", "e\u0301", "zero"
  };

  private static Connection duck;

  @TempDir private Path folder;

  @BeforeAll
  static void open() throws SQLException {
    duck = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterAll
  static void close() throws SQLException {
    duck.close();
  }

  @Test
  void rowsOfEachSideAreThoseThatDuckDbFinds() throws Exception {
    for (int seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      int columns = 1 + random.nextInt(4);
      int range = 1 + random.nextInt(TEXTS.length);
      List<List<Optional<String>>> left = rows(random, columns, range);
      List<List<Optional<String>>> right =
          random.nextBoolean() ? changed(random, left, range) : rows(random, columns, range);
      StreamResult found = compared(left, right, columns, random);
      long onlyLeft = except(left, right, columns);
      long onlyRight = except(right, left, columns);
      String at = "seed " + seed;
      assertThat(left.size() - found.rows().equal()).as(at).isEqualTo(onlyLeft);
      assertThat(right.size() - found.rows().equal()).as(at).isEqualTo(onlyRight);
      long explained =
          found.count(Difference.Kind.MISSING)
              + found.count(Difference.Kind.EXTRA)
              + found.count(Difference.Kind.DUPLICATE);
      assertThat(explained).as(at).isEqualTo(onlyLeft + onlyRight);
    }
  }

  private static List<List<Optional<String>>> rows(Random random, int columns, int range) {
    List<List<Optional<String>>> rows = new ArrayList<>();
    for (int i = random.nextInt(300); i > 0; i--) {
      List<Optional<String>> row = new ArrayList<>();
      for (int c = 0; c < columns; c++) {
        row.add(cell(random, range));
      }
      rows.add(row);
    }
    return rows;
  }

  private static Optional<String> cell(Random random, int range) {
    int chosen = random.nextInt(range + 1);
    return chosen == range ? Optional.empty() : Optional.of(TEXTS[chosen]);
  }

  /** The same rows in another order, with some of them changed, taken away and repeated. */
  private static List<List<Optional<String>>> changed(
      Random random, List<List<Optional<String>>> rows, int range) {
    List<List<Optional<String>>> other = new ArrayList<>(rows);
    java.util.Collections.shuffle(other, random);
    for (int i = random.nextInt(4); i > 0 && !other.isEmpty(); i--) {
      int at = random.nextInt(other.size());
      switch (random.nextInt(3)) {
        case 0 -> other.remove(at);
        case 1 -> other.add(other.get(at));
        default -> {
          List<Optional<String>> row = new ArrayList<>(other.get(at));
          row.set(random.nextInt(row.size()), cell(random, range));
          other.set(at, row);
        }
      }
    }
    return other;
  }

  private StreamResult compared(
      List<List<Optional<String>>> left,
      List<List<Optional<String>>> right,
      int columns,
      Random random)
      throws IOException, InterruptedException {
    Path lefts = file("left", left, columns, random);
    Path rights = file("right", right, columns, random);
    Options options = new Options(List.of(), DialectGuess.ANY, folder, new Progress());
    return new Comparison(
            Side.of(lefts.toString()), Side.of(rights.toString()), Contract.NONE, options)
        .run()
        .streams()
        .get(0);
  }

  /** The rows as one of the many files that hold them: any order of columns, any spelling. */
  private Path file(String name, List<List<Optional<String>>> rows, int columns, Random random)
      throws IOException {
    List<Integer> order = new ArrayList<>(IntStream.range(0, columns).boxed().toList());
    if (random.nextInt(3) == 0) {
      java.util.Collections.shuffle(order, random);
    }
    // With one column no delimiter can be found out.
    String delimiter = columns == 1 ? "," : DELIMITERS[random.nextInt(DELIMITERS.length)];
    String end = random.nextBoolean() ? "\n" : "\r\n";
    int quotes = random.nextInt(3);
    boolean isJson = random.nextInt(4) == 0;
    StringBuilder text = new StringBuilder();
    if (!isJson) {
      text.append(
              order.stream()
                  .map(c -> "c" + c)
                  .collect(java.util.stream.Collectors.joining(delimiter)))
          .append(end);
    }
    for (List<Optional<String>> row : rows) {
      Map<String, String> members = new LinkedHashMap<>();
      StringBuilder line = new StringBuilder();
      for (int c : order) {
        members.put("c" + c, row.get(c).orElse(null));
        line.append(line.length() == 0 && c == order.get(0) ? "" : delimiter)
            .append(cell(row.get(c), quotes == 2 ? random.nextInt(2) : quotes));
      }
      text.append(isJson ? JSON.writeValueAsString(members) : line).append(end);
    }
    return Files.writeString(folder.resolve(name + (isJson ? ".jsonl" : ".csv")), text);
  }

  private static String cell(Optional<String> value, int quotes) {
    boolean isPlain =
        value.isEmpty()
            || quotes == 0 && !value.get().isEmpty() && !value.get().matches("(?s).*[\"\n,;|\t].*");
    return isPlain ? value.orElse("") : '"' + value.get().replace("\"", "\"\"") + '"';
  }

  private static long except(
      List<List<Optional<String>>> left, List<List<Optional<String>>> right, int columns)
      throws SQLException {
    try (Statement statement = duck.createStatement()) {
      table(statement, "l", left, columns);
      table(statement, "r", right, columns);
      try (ResultSet count =
          statement.executeQuery("SELECT count(*) FROM (FROM l EXCEPT ALL FROM r)")) {
        count.next();
        return count.getLong(1);
      }
    }
  }

  private static void table(
      Statement statement, String name, List<List<Optional<String>>> rows, int columns)
      throws SQLException {
    StringBuilder create = new StringBuilder("CREATE OR REPLACE TABLE " + name + "(");
    for (int c = 0; c < columns; c++) {
      create.append(c == 0 ? "" : ", ").append('c').append(c).append(" VARCHAR");
    }
    statement.execute(create.append(')').toString());
    StringBuilder insert = new StringBuilder("INSERT INTO " + name + " VALUES ");
    for (int i = 0; i < rows.size(); i++) {
      insert.append(i == 0 ? "(" : ", (");
      for (int c = 0; c < columns; c++) {
        insert
            .append(c == 0 ? "" : ", ")
            .append(rows.get(i).get(c).map(v -> "'" + v + "'").orElse("NULL"));
      }
      insert.append(')');
    }
    if (!rows.isEmpty()) {
      statement.execute(insert.toString());
    }
  }
}
