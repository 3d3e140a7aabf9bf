package dev.m2d.compare.state;

import dev.m2d.yaml.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells earlier from later. */
final class Bookmarks {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");

  /** A date and time without a `T`, or with an offset without minutes, as databases print it. */
  private static final Pattern TIME =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9:.]+?)(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?");

  /** How two values that are no objects stand to each other. */
  static Change compare(Value left, Value right) {
    if (left.equals(right)) {
      return Change.EQUAL;
    }
    Optional<BigDecimal> leftNumber = number(left);
    Optional<BigDecimal> rightNumber = number(right);
    if (leftNumber.isPresent() && rightNumber.isPresent()) {
      return order(rightNumber.get().compareTo(leftNumber.get()), Change.EQUAL);
    }
    if (left.isNull()) {
      return Change.EXTRA;
    }
    if (right.isNull()) {
      return Change.MISSING;
    }
    if (!left.getClass().equals(right.getClass())) {
      return Change.TYPE_CHANGED;
    }
    return left.asText().flatMap(l -> right.asText().map(r -> texts(l, r))).orElse(Change.UNEQUAL);
  }

  private static Change texts(String left, String right) {
    Optional<OffsetDateTime> leftInstant = instant(left);
    Optional<OffsetDateTime> rightInstant = instant(right);
    if (leftInstant.isPresent() && rightInstant.isPresent()) {
      return order(
          rightInstant.get().toInstant().compareTo(leftInstant.get().toInstant()), Change.SPELLING);
    }
    Optional<LocalDateTime> leftLocal = local(left);
    Optional<LocalDateTime> rightLocal = local(right);
    if (leftLocal.isPresent() && rightLocal.isPresent()) {
      return order(rightLocal.get().compareTo(leftLocal.get()), Change.SPELLING);
    }
    Optional<LocalDate> leftDay = day(left);
    Optional<LocalDate> rightDay = day(right);
    if (leftDay.isPresent() && rightDay.isPresent()) {
      return order(rightDay.get().compareTo(leftDay.get()), Change.UNEQUAL);
    }
    if (NUMBER.matcher(left).matches() && NUMBER.matcher(right).matches()) {
      return order(new BigDecimal(right).compareTo(new BigDecimal(left)), Change.UNEQUAL);
    }
    return Change.UNEQUAL;
  }

  private static Change order(int compared, Change same) {
    return compared == 0 ? same : compared > 0 ? Change.AHEAD : Change.BEHIND;
  }

  private static Optional<BigDecimal> number(Value value) {
    if (value instanceof Value.Int i) {
      return Optional.of(new BigDecimal(i.value()));
    }
    return value instanceof Value.Real r && Double.isFinite(r.value())
        ? Optional.of(BigDecimal.valueOf(r.value()))
        : Optional.empty();
  }

  private static Optional<OffsetDateTime> instant(String text) {
    var time = TIME.matcher(text);
    if (!time.matches() || time.group(3) == null) {
      return Optional.empty();
    }
    String zone = time.group(3).replace(":", "");
    String full =
        zone.equals("Z") ? "Z" : zone.substring(0, 3) + ":" + (zone + "00").substring(3, 5);
    try {
      return Optional.of(OffsetDateTime.parse(time.group(1) + "T" + time.group(2) + full));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDateTime> local(String text) {
    var time = TIME.matcher(text);
    if (!time.matches() || time.group(3) != null) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDateTime.parse(time.group(1) + "T" + time.group(2)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Bookmarks() {}
}
