package dev.m2d.scan;

import java.util.Optional;

/** What calls are found in: see {@link Call#unit}. */
record Unit(String name, UnitKind kind, Optional<Schedule> schedule) {
  static Unit of(String name, UnitKind kind) {
    return new Unit(name, kind, Optional.empty());
  }
}
