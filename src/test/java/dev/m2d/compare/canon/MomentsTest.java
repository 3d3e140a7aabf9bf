package dev.m2d.compare.canon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.compare.row.TextBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Dates are those of the calendar of the JDK. */
final class MomentsTest {

  @Test
  void everyDayOfTenThousandYearsIsItsOwn() {
    TextBytes out = new TextBytes();
    for (int year = 0; year < 10_000; year++) {
      for (int month = 0; month <= 13; month++) {
        for (int day = 0; day <= 32; day += day == 1 ? 26 : 1) {
          byte[] text =
              String.format(Locale.ROOT, "%04d", year)
                  .concat(two(month))
                  .concat(two(day))
                  .getBytes(StandardCharsets.US_ASCII);
          out.clear();
          boolean isDate = Moments.addDate(text, 0, text.length, out);
          long found = isDate ? ByteBuffer.wrap(out.array(), 1, 8).getLong() : Long.MIN_VALUE;
          assertThat(found == expected(year, month, day)).as("%s-%s-%s", year, month, day).isTrue();
        }
      }
    }
  }

  private static String two(int number) {
    return (number < 10 ? "-0" : "-") + number;
  }

  private static long expected(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1 || day > 31) {
      return Long.MIN_VALUE;
    }
    try {
      return LocalDate.of(year, month, day).toEpochDay();
    } catch (DateTimeException e) {
      return Long.MIN_VALUE;
    }
  }
}
