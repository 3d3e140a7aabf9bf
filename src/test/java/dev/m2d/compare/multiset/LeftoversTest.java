package dev.m2d.compare.multiset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Differences of counted sets, beside a plain map of counts. */
final class LeftoversTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void randomSetsAreToldApartAsByAMap(int seed) throws IOException {
    Random random = new Random(seed);
    int range = 1 + random.nextInt(2000);
    Map<Long, long[]> counts = new HashMap<>();
    try (Rows left = new Rows(folder.resolve("l"), 0);
        Rows right = new Rows(folder.resolve("r"), 0)) {
      for (int i = random.nextInt(5000); i > 0; i--) {
        add(left, counts, 0, random.nextInt(range), i);
      }
      for (int i = random.nextInt(5000); i > 0; i--) {
        add(right, counts, 1, random.nextInt(range), i);
      }
      check(Leftovers.of(left, right, Integer.MAX_VALUE), counts);
    }
  }

  @Test
  void rowsThatDoNotFitIntoMemoryAreFoundAgain() throws IOException {
    Map<Long, long[]> counts = new HashMap<>();
    try (Rows left = new Rows(folder.resolve("l"), 0);
        Rows right = new Rows(folder.resolve("r"), 0)) {
      for (int i = 0; i < 1_600_000; i++) {
        addOnly(left, i, i);
        if (i % 400_000 != 77) {
          addOnly(right, i, i);
        }
      }
      addOnly(right, 5, 9);
      assertThat(folder.resolve("l")).isRegularFile();
      Leftovers found = Leftovers.of(left, right, 10);
      assertThat(found.equal()).isEqualTo(1_599_996);
      assertThat(found.left()).isEqualTo(4);
      assertThat(found.right()).isEqualTo(1);
      Set<Long> places = new HashSet<>();
      found.items().forEach(i -> places.add(i.place()));
      assertThat(places).containsExactlyInAnyOrder(77L, 400_077L, 800_077L, 1_200_077L, 5L);
    }
    assertThat(folder.resolve("l")).doesNotExist();
    assertThat(counts).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "0, 1", "5, 7"})
  void rowsOfHashesThatBeginAlikeAreToldApart(long high, long low) throws IOException {
    try (Rows left = new Rows(folder.resolve("l"), 0);
        Rows right = new Rows(folder.resolve("r"), 0)) {
      for (int i = 0; i < 10; i++) {
        left.add(1000 + i, i, i);
        right.add(1000 + i, i, 20 - i);
      }
      left.add(77, 88, 1);
      right.add(77 + high, 88 + low, 2);
      Leftovers found = Leftovers.of(left, right, 10);
      assertThat(found.equal()).isEqualTo(10);
      assertThat(found.items())
          .containsExactlyInAnyOrder(new Leftovers.Item(1, 0, 1), new Leftovers.Item(0, 1, 2));
    }
  }

  @Test
  void rowsOfOneHashAreCountedHoweverOftenTheyAreThere() throws IOException {
    try (Rows left = new Rows(folder.resolve("l"), 0);
        Rows right = new Rows(folder.resolve("r"), 0)) {
      for (int i = 0; i < 300_000; i++) {
        left.add(1, 2, i);
        right.add(1, i < 299_990 ? 2 : i, i);
        left.add(2, i, i);
      }
      Leftovers found = Leftovers.of(left, right, 1);
      assertThat(found.equal()).isEqualTo(299_990);
      assertThat(found.left()).isEqualTo(300_010);
      assertThat(found.right()).isEqualTo(10);
      assertThat(found.duplicates()).isEqualTo(new Leftovers.Duplicates(10, 0));
    }
  }

  @Test
  void countsAreExactBeyondTheItems() throws IOException {
    try (Rows left = new Rows(folder.resolve("l"), 0);
        Rows right = new Rows(folder.resolve("r"), 0)) {
      for (int i = 0; i < 1000; i++) {
        addOnly(left, i, i);
      }
      Leftovers found = Leftovers.of(left, right, 10);
      assertThat(found.left()).isEqualTo(1000);
      assertThat(found.items()).hasSize(10);
    }
    assertThat(folder).isEmptyDirectory();
  }

  private static void check(Leftovers found, Map<Long, long[]> counts) {
    long equal = 0;
    long left = 0;
    long right = 0;
    long distinct = 0;
    for (long[] count : counts.values()) {
      equal += Math.min(count[0], count[1]);
      left += Math.max(0, count[0] - count[1]);
      right += Math.max(0, count[1] - count[0]);
      distinct += count[0] == count[1] ? 0 : 1;
    }
    assertThat(found.equal()).isEqualTo(equal);
    assertThat(found.left()).isEqualTo(left);
    assertThat(found.right()).isEqualTo(right);
    assertThat(found.items()).hasSize((int) distinct);
  }

  private static void add(Rows rows, Map<Long, long[]> counts, int side, long value, long place)
      throws IOException {
    addOnly(rows, value, place);
    counts.computeIfAbsent(value, v -> new long[2])[side]++;
  }

  private static void addOnly(Rows rows, long value, long place) throws IOException {
    long mixed = (value + 1) * 0x9E3779B97F4A7C15L;
    rows.add(mixed, mixed ^ value, place);
  }
}
