package dev.m2d.yaml;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Python takes for equal: `1`, `1.0` and `true` are, a text and a number are not. */
public final class PythonEquality {

  /** Python's `a == b`. */
  public static boolean equal(Value a, Value b) {
    if (a instanceof Value.Items x && b instanceof Value.Items y) {
      return equal(x.values(), y.values());
    }
    if (a instanceof Value.Fields x && b instanceof Value.Fields y) {
      return equal(x.values(), y.values());
    }
    BigDecimal left = number(a);
    BigDecimal right = number(b);
    if (left != null && right != null) {
      return left.compareTo(right) == 0;
    }
    boolean isNan = a instanceof Value.Real r && Double.isNaN(r.value());
    return !isNan && a.equals(b);
  }

  /**
   * Whether several values pass for one as Meltano compares them: the first two, then whether they
   * were equal with the third. So three equal texts do not agree.
   */
  public static boolean agree(List<Value> values) {
    Value folded = values.get(0);
    for (Value next : values.subList(1, values.size())) {
      folded = new Value.Bool(equal(folded, next));
    }
    return values.size() == 1 || folded.isTrue();
  }

  private static boolean equal(List<Value> a, List<Value> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(Map<String, Value> a, Map<String, Value> b) {
    return a.keySet().equals(b.keySet())
        && a.entrySet().stream()
            .allMatch(e -> equal(e.getValue(), b.getOrDefault(e.getKey(), new Value.Null())));
  }

  private static @Nullable BigDecimal number(Value value) {
    if (value instanceof Value.Bool b) {
      return b.value() ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (value instanceof Value.Int i) {
      return new BigDecimal(i.value());
    }
    if (value instanceof Value.Real r && Double.isFinite(r.value())) {
      return new BigDecimal(r.value());
    }
    return null;
  }

  private PythonEquality() {}
}
