package dev.m2d.diagnostic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Writes diagnostics as text. */
public final class Renderer {

  /** What a piece of the text is, for whoever colours it. */
  public enum Style {
    ERROR,
    WARNING,
    NOTE,
    PLACE,
    CARET
  }

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n]]");

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, List<String>> lines = new HashMap<>();
  private final BiFunction<Style, String, String> paint;
  private final SafeLine safe;
  private final Map<String, String> shownLines = new HashMap<>();

  /** Shows lines of `files` and leaves the text uncoloured. */
  public Renderer(List<SourceFile> files) {
    this(files, List.of(), UnaryOperator.identity(), (style, text) -> text);
  }

  /**
   * Shows lines of `files`.
   *
   * @param secrets places whose text is never shown
   * @param hide replaces the secrets in any other text
   * @param paint colours each piece
   */
  public Renderer(
      List<SourceFile> files,
      List<Span> secrets,
      UnaryOperator<String> hide,
      BiFunction<Style, String, String> paint) {
    this.safe = new SafeLine(secrets, hide);
    files.forEach(f -> texts.put(f.path(), f.text()));
    this.paint = paint;
  }

  /** `file:line:column: error M2D101: message`, as editors parse it. */
  public static String line(Diagnostic d) {
    return d.at().map(s -> s + ": ").orElse("")
        + d.severity().label()
        + " "
        + d.code()
        + ": "
        + d.message();
  }

  /** The message, the line it concerns with a caret, notes and hint; several lines. */
  public String text(Diagnostic d) {
    List<String> out = new ArrayList<>();
    Style style =
        switch (d.severity()) {
          case ERROR -> Style.ERROR;
          case WARNING -> Style.WARNING;
          case NOTE -> Style.NOTE;
        };
    out.add(
        paint.apply(style, d.severity().label() + "[" + d.code() + "]")
            + ": "
            + plain(d.message()));
    d.at().ifPresent(at -> snippet(at, out));
    for (Note note : d.related()) {
      out.add("  " + paint.apply(Style.NOTE, "note") + ": " + note.message());
      snippet(note.at(), out);
    }
    d.hint().ifPresent(h -> out.add("  " + paint.apply(Style.NOTE, "help") + ": " + h));
    return String.join("\n", out);
  }

  /** Nothing that steers a terminal: a name in a message may hold anything. */
  private static String plain(String message) {
    return CONTROL.matcher(message).replaceAll(" ");
  }

  private void snippet(Span at, List<String> out) {
    out.add("  " + paint.apply(Style.PLACE, "--> " + at));
    List<String> text =
        lines.computeIfAbsent(at.file(), file -> texts.getOrDefault(file, "").lines().toList());
    if (at.line() > text.size() || text.get(at.line() - 1).isBlank()) {
      return;
    }
    // A line of a damaged file can have thousands of findings.
    String shown =
        shownLines.computeIfAbsent(
            at.file() + ":" + at.line(),
            k -> safe.show(at.file(), at.line(), text.get(at.line() - 1)));
    String number = Integer.toString(at.line());
    int length = shown.codePointCount(0, shown.length());
    int start = Math.min(at.column(), length + 1);
    int end = at.endLine() == at.line() ? Math.min(at.endColumn(), length + 1) : length + 1;
    String carets = "^".repeat(Math.max(1, end - start));
    out.add("   " + number + " | " + shown);
    out.add(
        "   "
            + " ".repeat(number.length())
            + " | "
            + " ".repeat(start - 1)
            + paint.apply(Style.CARET, carets));
  }

  /** How many there are of each severity: `1 error, 2 warnings`; empty for none. */
  public static String summary(List<Diagnostic> diagnostics) {
    List<String> parts = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      long count =
          diagnostics.stream()
              .filter(d -> d.severity() == severity)
              .mapToInt(Diagnostic::count)
              .sum();
      if (count > 0) {
        parts.add(count + " " + severity.label() + (count == 1 ? "" : "s"));
      }
    }
    return String.join(", ", parts);
  }
}
