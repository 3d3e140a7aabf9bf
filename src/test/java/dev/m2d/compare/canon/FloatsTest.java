package dev.m2d.compare.canon;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The decimal that stands for a float. */
final class FloatsTest {

  @Test
  void isTheNearestOfItsLength() {
    assertThat(new BigDecimal(Floats.shortest(Double.parseDouble("2.1994791497609766e17"))))
        .isEqualByComparingTo("219947914976097660");
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        BigDecimal shown = new BigDecimal(Floats.shortest(value));
        assertThat(shown.doubleValue()).isEqualTo(value);
        BigDecimal off = shown.subtract(new BigDecimal(value)).abs();
        assertThat(off.multiply(BigDecimal.valueOf(2))).isLessThanOrEqualTo(shown.ulp());
      }
    }
  }
}
