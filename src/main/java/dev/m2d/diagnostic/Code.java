package dev.m2d.diagnostic;

/**
 * Every kind of finding. Families: 1xx YAML, 2xx Meltano, 3xx connectors, 4xx dbt, 5xx planning and
 * names, 6xx templates and output, 7xx our own configuration. A number is never reused.
 */
public enum Code {
  M2D101(
      Severity.ERROR,
      "The text is not YAML",
      "Correct the text at the place shown; YAML indents with spaces only."),
  M2D102(Severity.ERROR, "A key is written twice in one mapping", "Keep one of the two entries."),
  M2D103(Severity.ERROR, "The file is empty", "Write a project into it, or restore it."),
  M2D104(
      Severity.ERROR,
      "The file cannot be read",
      "Check that the file exists, can be read, and is text in UTF-8."),
  M2D105(
      Severity.ERROR,
      "The document is too deep, or its aliases multiply too much",
      "Write the values out instead of nesting or aliasing them.");

  private final Severity severity;
  private final String title;
  private final String remedy;

  Code(Severity severity, String title, String remedy) {
    this.severity = severity;
    this.title = title;
    this.remedy = remedy;
  }

  /** The severity it has unless a place says otherwise. */
  public Severity severity() {
    return severity;
  }

  /** One line, without a full stop. */
  public String title() {
    return title;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
