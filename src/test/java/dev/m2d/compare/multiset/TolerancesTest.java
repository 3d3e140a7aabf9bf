package dev.m2d.compare.multiset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of one hash, paired by two tolerances: as many as possible, and not one more. */
final class TolerancesTest {

  private static final List<Near.Bound> BOUNDS =
      List.of(Near.Bound.of(0.1, 0), Near.Bound.of(0.1, 0));

  @TempDir private Path temporary;

  @Test
  void decimalsAreKeptExactly() {
    Random random = new Random(20260103);
    for (int i = 0; i < 5000; i++) {
      BigDecimal value =
          new BigDecimal(new BigInteger(random.nextInt(120) + 1, random), random.nextInt(60) - 20);
      BigDecimal signed = random.nextBoolean() ? value : value.negate();
      long[] kept = new long[Measured.LONGS + 1];
      Measured.write(signed, kept, 1);
      assertThat(Measured.isCut(kept, 1)).isFalse();
      assertThat(Measured.read(kept, 1)).as(signed.toString()).isEqualByComparingTo(signed);
    }
  }

  @Test
  void asManyPairsAsPossible() throws IOException {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<BigDecimal[]> left = rows(random, 1 + random.nextInt(9));
      List<BigDecimal[]> right = rows(random, 1 + random.nextInt(9));
      assertThat(paired(left, right)).as("seed " + seed).isEqualTo(most(left, right, 0, 0));
    }
  }

  /** Each row is near its own partner and near that of its neighbour, which must not be taken. */
  @Test
  void manyRowsOfOneHash() throws IOException {
    List<BigDecimal[]> left = new ArrayList<>();
    List<BigDecimal[]> right = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      BigDecimal own = BigDecimal.valueOf(i, 1);
      left.add(new BigDecimal[] {own, BigDecimal.valueOf(i % 7, 1)});
      right.add(new BigDecimal[] {own.add(new BigDecimal("0.1")), BigDecimal.valueOf(i % 7, 1)});
    }
    Random random = new Random(7);
    Collections.shuffle(left, random);
    Collections.shuffle(right, random);
    assertThat(paired(left, right)).isEqualTo(20_000);
    right.set(0, new BigDecimal[] {BigDecimal.valueOf(-5), BigDecimal.ZERO});
    assertThat(paired(left, right)).isEqualTo(19_999);
  }

  /** What cannot be looked at in time is no difference and no equality. */
  @Test
  void tooManyAlikeAreDoubtful() throws IOException {
    List<BigDecimal[]> left = new ArrayList<>();
    List<BigDecimal[]> right = new ArrayList<>();
    // All are near by each of both values, and no two of them by both.
    for (int i = 0; i < 9000; i++) {
      BigDecimal one = BigDecimal.valueOf(i % 2 * 2L, 1);
      BigDecimal other = BigDecimal.valueOf(i / 2 % 2 * 2L, 1);
      left.add(new BigDecimal[] {one, other});
      BigDecimal beyond = BigDecimal.valueOf(4);
      right.add(i % 2 == 0 ? new BigDecimal[] {one, beyond} : new BigDecimal[] {beyond, other});
    }
    Tolerances.Result found = compared(left, right);
    assertThat(found.isDoubtful()).isTrue();
    assertThat(found.doubtful()).isEqualTo(18_000);
  }

  private static List<BigDecimal[]> rows(Random random, int count) {
    List<BigDecimal[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          new BigDecimal[] {
            BigDecimal.valueOf(random.nextInt(50), 2), BigDecimal.valueOf(random.nextInt(30), 2)
          });
    }
    return rows;
  }

  /** Tries everything. */
  private static int most(List<BigDecimal[]> left, List<BigDecimal[]> right, int l, int used) {
    if (l == left.size()) {
      return 0;
    }
    int best = most(left, right, l + 1, used);
    for (int r = 0; r < right.size(); r++) {
      boolean isNear =
          BOUNDS.get(0).holds(left.get(l)[0], right.get(r)[0])
              && BOUNDS.get(1).holds(left.get(l)[1], right.get(r)[1]);
      if (isNear && (used & 1 << r) == 0) {
        best = Math.max(best, 1 + most(left, right, l + 1, used | 1 << r));
      }
    }
    return best;
  }

  private int paired(List<BigDecimal[]> left, List<BigDecimal[]> right) throws IOException {
    Tolerances.Result found = compared(left, right);
    assertThat(found.isDoubtful()).isFalse();
    return Math.toIntExact(found.leftovers().equal());
  }

  private Tolerances.Result compared(List<BigDecimal[]> left, List<BigDecimal[]> right)
      throws IOException {
    try (Rows lefts = new Rows(temporary.resolve("left"), 2 * Measured.LONGS);
        Rows rights = new Rows(temporary.resolve("right"), 2 * Measured.LONGS)) {
      add(lefts, left);
      add(rights, right);
      return Tolerances.of(lefts, rights, BOUNDS, 10, (a, b) -> {});
    }
  }

  private static void add(Rows rows, List<BigDecimal[]> values) throws IOException {
    long place = 0;
    for (BigDecimal[] row : values) {
      long[] kept = new long[2 * Measured.LONGS];
      Measured.write(row[0], kept, 0);
      Measured.write(row[1], kept, Measured.LONGS);
      rows.add(1, 2, place++, kept);
    }
  }

  /** More rows of one hash than are held: they are never called equal or different by a guess. */
  @Test
  void tooManyRowsOfOneHash() throws IOException {
    assertThat(tooMany(0, 0).isDoubtful()).isFalse();
    assertThat(tooMany(0, 0).leftovers().equal()).isEqualTo(TOO_MANY);
    assertThat(tooMany(1, 0).isDoubtful()).isTrue();
    assertThat(tooMany(1, 0).doubtful()).isEqualTo(2 * TOO_MANY);
    Tolerances.Result more = tooMany(1, 3);
    assertThat(more.leftovers().left() + more.leftovers().right())
        .isEqualTo(more.doubtful() + 3)
        .isEqualTo(2 * TOO_MANY + 3);
  }

  private static final long TOO_MANY = 170_000;

  /** Both sides have the same rows, in another order, the right one `off` by hundredths. */
  private Tolerances.Result tooMany(int off, int more) throws IOException {
    try (Rows left = new Rows(temporary.resolve("left"), Measured.LONGS);
        Rows right = new Rows(temporary.resolve("right"), Measured.LONGS)) {
      long[] value = new long[Measured.LONGS];
      for (int i = 0; i < TOO_MANY; i++) {
        Measured.write(BigDecimal.valueOf(i, 1), value, 0);
        left.add(7, 9, i, value);
      }
      for (long i = TOO_MANY + more - 1; i >= 0; i--) {
        Measured.write(BigDecimal.valueOf(10 * i + off, 2), value, 0);
        right.add(7, 9, i, value);
      }
      List<Near.Bound> bound = List.of(Near.Bound.of(0.02, 0));
      return Tolerances.of(left, right, bound, 10, (a, b) -> {});
    }
  }

  /** Other hashes of the same bucket are decided exactly beside them, a few parts at a time. */
  @Test
  void aBucketWithManyHashes() throws IOException {
    try (Rows left = new Rows(temporary.resolve("l"), Measured.LONGS);
        Rows right = new Rows(temporary.resolve("r"), Measured.LONGS)) {
      long[] value = new long[Measured.LONGS];
      for (int i = 0; i < 200_000; i++) {
        long high = (long) (i % 256) << 46;
        Measured.write(BigDecimal.valueOf(i, 1), value, 0);
        left.add(high, i, i, value);
        Measured.write(BigDecimal.valueOf(10L * i + (i == 4711 ? 9 : 1), 2), value, 0);
        right.add(high, i, i, value);
      }
      List<Near.Bound> bound = List.of(Near.Bound.of(0.02, 0));
      Tolerances.Result found = Tolerances.of(left, right, bound, 10, (a, b) -> {});
      assertThat(found.isDoubtful()).isFalse();
      assertThat(found.leftovers().left()).isEqualTo(1);
      assertThat(found.leftovers().right()).isEqualTo(1);
      assertThat(found.leftovers().items())
          .extracting(Leftovers.Item::place)
          .containsExactly(4711L, 4711L);
    }
  }
}
