package dev.m2d.compare.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One spelling for each number. */
final class DecimalTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1.0, 1",
    "1.00, 1",
    "+1, 1",
    "-0, 0",
    "0.000, 0",
    "-0e9, 0",
    "100, 1e2",
    "1E3, 1e3",
    "1000.000, 1e3",
    "-1.20, -12e-1",
    "0.00012, 12e-5",
    "007, 7",
    "12e-1, 12e-1",
    ".5, 5e-1",
    "5., 5"
  })
  void spellsNumbersOnce(String text, String canonical) {
    assertThat(Decimal.canonical(text)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "x",
        "1x",
        "1e",
        "1e+",
        "1.2.3",
        "NaN",
        "0x10",
        "1e99999999999999",
        "--1",
        "1 "
      })
  void leavesOtherTextAlone(String text) {
    assertThat(Decimal.canonical(text)).isEqualTo(text);
  }

  @Test
  void agreesWithExactArithmetic() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      BigDecimal a = new BigDecimal(spelling(random));
      String other = random.nextBoolean() ? a.toPlainString() : spelling(random);
      BigDecimal b = new BigDecimal(other);
      assertThat(Decimal.canonical(a.toString()).equals(Decimal.canonical(other)))
          .as(a + " and " + other)
          .isEqualTo(a.compareTo(b) == 0);
    }
  }

  private static String spelling(Random random) {
    String digits = Integer.toString(random.nextInt(200));
    String fraction = random.nextBoolean() ? "." + random.nextInt(20) : "";
    String exponent = random.nextInt(3) == 0 ? "e" + (random.nextInt(7) - 3) : "";
    return (random.nextInt(4) == 0 ? "-" : "") + digits + fraction + exponent;
  }
}
