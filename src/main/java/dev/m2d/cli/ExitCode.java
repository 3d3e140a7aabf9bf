package dev.m2d.cli;

/** Exit statuses; every command uses these and no others. */
final class ExitCode {
  static final int OK = 0;
  static final int UNREADABLE = 1;
  static final int USAGE = 2;
  static final int DRIFT = 3;
  static final int CONFLICTS = 4;
  static final int DIFFERENT = 5;
  static final int INCONCLUSIVE = 6;
  static final int REFUSED = 7;
  static final int POLICY = 8;
  static final int BUG = 70;
  static final int CANNOT_WRITE = 74;
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
