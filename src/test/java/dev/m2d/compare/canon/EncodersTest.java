package dev.m2d.compare.canon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.RowForTest;
import dev.m2d.compare.row.TextBytes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values of which types are equal. */
final class EncodersTest {

  private static final ColumnType SINGLE = new ColumnType(ValueClass.FLOAT, true, false);
  private static final ColumnType PADDED = new ColumnType(ValueClass.TEXT, false, true);

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "NUMBER, NUMBER, 1.0, 1.00, true",
        "NUMBER, NUMBER, 1, 2, false",
        "NUMBER, NUMBER, null, 0, false",
        "NUMBER, NUMBER, null, null, true",
        "FLOAT, FLOAT, -0.0, 0, true",
        "FLOAT, FLOAT, NaN, NaN, true",
        "FLOAT, FLOAT, NaN, null, false",
        "FLOAT, FLOAT, Infinity, -Infinity, false",
        "FLOAT, FLOAT, 0.30000000000000004, 0.3, false",
        "FLOAT, FLOAT, 1e2, 100, true",
        "NUMBER, FLOAT, 9007199254740993, 9007199254740992.0, false",
        "NUMBER, FLOAT, 0.1, 0.1, true",
        "NUMBER, FLOAT, 2.5, 2.50, true",
        "BOOL, BOOL, t, true, true",
        "BOOL, BOOL, 1, false, false",
        "DATE, DATE, 2024-02-29, 2024-02-29, true",
        "DATE, DATE, 2024-02-30, 2024-03-01, false",
        "DATE, TIMESTAMP, 2024-02-29, 2024-02-29 00:00:00, false",
        "TIMESTAMP, TIMESTAMP, 2024-05-01 07:30:00.123, 2024-05-01T07:30:00.123000, true",
        "TIMESTAMP, TIMESTAMP, 2024-05-01 07:30:00.1234567, 2024-05-01 07:30:00.123457, false",
        "TIMESTAMPTZ, TIMESTAMPTZ, 2024-05-01 07:30:00+00, 2024-05-01T03:30:00-04:00, true",
        "TIMESTAMPTZ, TIMESTAMPTZ, 2024-11-03 01:30:00-04, 2024-11-03 01:30:00-05, false",
        "TIMESTAMP, TIMESTAMPTZ, 2024-05-01 07:30:00, 2024-05-01 07:30:00+00, false",
        "TIMESTAMP, TIMESTAMP, infinity, infinity, true",
        "TIMESTAMP, TIMESTAMP, infinity, -infinity, false",
        "TIMESTAMP, TIMESTAMP, 2016-12-31 23:59:60, 2017-01-01 00:00:00, false",
        "TIMESTAMP, TIMESTAMP, 0001-01-01 00:00:00, 9999-12-31 23:59:59, false",
        "TIMESTAMP, TIMESTAMP, 0044-03-15 00:00:00 BC, 0044-03-15 00:00:00, false",
        "TIME, TIME, 06:30, 06:30:00.000, true",
        "BYTES, BYTES, '\\x0aFF', '\\x0aff', true",
        "UUID, TEXT, 6F9619FF-8B86-D011-B42D-00CF4FC964FF, 6f9619ff8b86d011b42d00cf4fc964ff, true",
        "JSON, JSON, '{\"a\": 1.0, \"b\": [1, 2]}', '{\"b\":[1,2],\"a\":1}', true",
        "JSON, JSON, '[1,2]', '[2,1]', false",
        "JSON, TEXT, '{}', '{}', false",
        "INTERVAL, INTERVAL, P1Y2M, P14M, true",
        "INTERVAL, INTERVAL, P1D, PT24H, false",
        "TEXT, TEXT, 'ab ', ab, false",
        "TEXT, NUMBER, 007, 7, false",
        "OPAQUE, OPAQUE, POINT(1 2), POINT(1 2), true"
      })
  void equalIffTheSameValue(
      ValueClass leftClass, ValueClass rightClass, String left, String right, boolean equal) {
    check(ColumnType.of(leftClass), ColumnType.of(rightClass), left, right, equal);
    check(ColumnType.of(rightClass), ColumnType.of(leftClass), right, left, equal);
  }

  @Test
  void aSingleOnOneSideRoundsBoth() {
    check(SINGLE, ColumnType.of(ValueClass.FLOAT), "0.1", "0.10000000149011612", true);
    check(SINGLE, ColumnType.of(ValueClass.FLOAT), "0.1", "0.10001", false);
  }

  @Test
  void paddingOfTheTypeIsNoValue() {
    check(PADDED, PADDED, "ab   ", "ab     ", true);
    check(PADDED, ColumnType.TEXT, "ab   ", "ab", true);
  }

  @Test
  void floatsAreReadAsTheirDefinitionDemands() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      double value =
          switch (i % 4) {
            case 0 -> random.nextDouble();
            case 1 -> random.nextInt(1_000_000) / 100.0;
            case 2 -> Double.longBitsToDouble(random.nextLong() & 0x7fefffffffffffffL);
            default -> random.nextGaussian() * 1e10;
          };
      byte[] text = Double.toString(value).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      assertThat(Floats.parse(text, 0, text.length)).isEqualTo(value);
      assertThat(Double.parseDouble(Floats.shortest(value))).isEqualTo(value);
    }
  }

  private static void check(
      ColumnType leftType, ColumnType rightType, String left, String right, boolean equal) {
    byte[] a = bytes(Encoders.of(leftType, rightType), left);
    byte[] b = bytes(Encoders.of(rightType, leftType), right);
    assertThat(Arrays.equals(a, b)).as(left + " and " + right).isEqualTo(equal);
  }

  private static byte[] bytes(Encoder encoder, String text) {
    Row row = RowForTest.of(text);
    TextBytes out = new TextBytes();
    encoder.add(row, 0, out);
    return Arrays.copyOf(out.array(), out.size());
  }
}
