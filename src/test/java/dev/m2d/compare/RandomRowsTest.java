package dev.m2d.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.explain.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random files of rows, beside what DuckDB says of them with {@code EXCEPT ALL}. */
final class RandomRowsTest {

  private static final int SEEDS = 200;
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
      StreamResult found = compared(left, right, columns);
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
      List<List<Optional<String>>> left, List<List<Optional<String>>> right, int columns)
      throws IOException, InterruptedException {
    Path lefts = csv("left.csv", left, columns);
    Path rights = csv("right.csv", right, columns);
    Options options = new Options(List.of(), Optional.empty(), folder, new Progress());
    return new Comparison(
            Side.of(lefts.toString()), Side.of(rights.toString()), Contract.NONE, options)
        .run()
        .streams()
        .get(0);
  }

  private Path csv(String name, List<List<Optional<String>>> rows, int columns) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < columns; c++) {
      text.append(c == 0 ? "" : ",").append('c').append(c);
    }
    text.append('\n');
    for (List<Optional<String>> row : rows) {
      for (int c = 0; c < columns; c++) {
        text.append(c == 0 ? "" : ",")
            .append(row.get(c).map(v -> '"' + v.replace("\"", "\"\"") + '"').orElse(""));
      }
      text.append('\n');
    }
    return Files.writeString(folder.resolve(name), text);
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
