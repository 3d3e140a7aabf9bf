package dev.m2d.compare.contract;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Locale;

/** Days on which schedules may load other data than on most days. */
public enum DayKind {
  /** A Saturday or a Sunday. */
  WEEKEND,
  /** The last day of a month, or the first one. */
  MONTH_END;

  /** As the contract spells it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a day is of the kind. */
  public boolean includes(LocalDate day) {
    return switch (this) {
      case WEEKEND ->
          day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
      case MONTH_END -> day.getDayOfMonth() == 1 || day.getDayOfMonth() == day.lengthOfMonth();
    };
  }

  /** The kind in words. */
  public String text() {
    return switch (this) {
      case WEEKEND -> "a weekend";
      case MONTH_END -> "the first or the last day of a month";
    };
  }
}
