package dev.m2d.scan;

/** What Meltano is asked to do. */
public enum Verb {
  /** `meltano run`. */
  RUN,
  /** `meltano el`. */
  EL,
  /** `meltano elt`. */
  ELT,
  /** `meltano invoke`. */
  INVOKE,
  /** `meltano job`: defines jobs, runs nothing. */
  JOB,
  /** `meltano schedule run`. */
  SCHEDULE,
  /** `meltano state`. */
  STATE,
  /** `meltano install`. */
  INSTALL,
  /** Any other command, `meltano config` and `meltano schedule add` among them. */
  OTHER;

  /** Whether it moves data or starts a plugin. */
  public boolean runs() {
    return this == RUN || this == EL || this == ELT || this == INVOKE || this == SCHEDULE;
  }
}
