package dev.m2d.meltano.resolve;

/** A value that Meltano refuses, in Meltano's words; it concerns one setting, never the tool. */
final class ResolveError extends RuntimeException {

  private static final long serialVersionUID = 1;
  private final String type;

  ResolveError(String type, String message) {
    super(message);
    this.type = type;
  }

  /** The class name of Meltano's own error. */
  String type() {
    return type;
  }

  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
