package dev.m2d.compare.contract;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Why a leniency is there, who answers for it, and for how long.
 *
 * @param until the last day on which it holds
 */
public record Terms(Optional<String> reason, Optional<String> owner, Optional<LocalDate> until) {

  /** Nothing is said. */
  public static final Terms NONE = new Terms(Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether its last day is over; empty where there is one and nobody knows what day it is. */
  public Optional<Boolean> expired(Optional<LocalDate> today) {
    return until.isPresent() && today.isEmpty() ? Optional.empty() : Optional.of(isExpired(today));
  }

  /** Whether its last day is over. */
  public boolean isExpired(Optional<LocalDate> today) {
    return today.isPresent() && until.isPresent() && today.get().isAfter(until.get());
  }
}
