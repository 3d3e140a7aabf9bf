package dev.m2d.render;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import freemarker.template.TemplateException;

/** An override could not be rendered to its end. */
final class FailedTemplateException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient Diagnostic diagnostic;

  private FailedTemplateException(Diagnostic diagnostic, Throwable cause) {
    super(diagnostic.message(), cause);
    this.diagnostic = diagnostic;
  }

  /** What FreeMarker says of it, at the place it says. */
  static FailedTemplateException of(TemplateOverride override, Throwable cause, Budget budget) {
    String file = override.file().path();
    Span at = Span.ofFile(file);
    String said = String.valueOf(cause.getMessage());
    String blamed = "";
    if (cause instanceof TemplateException e) {
      said = e.getMessageWithoutStackTop();
      at = place(override, e);
      String expression = e.getBlamedExpressionString();
      blamed = expression == null ? "" : " at `" + expression.replaceAll("\\s+", " ") + "`";
    }
    String what =
        budget.isSpent()
            ? "makes " + budget.what() + ", so it was stopped"
            : "cannot be rendered" + blamed + ": " + said.strip().replaceAll("\\s+", " ");
    String end = what.endsWith(".") ? "" : ".";
    return new FailedTemplateException(
        Diagnostic.of(Code.M2D623, at, "The template " + what + end)
            .withHint(Problems.hint(Code.M2D623, override.name())),
        cause);
  }

  /** Where FreeMarker was, as far as that is in the override. */
  static Span place(TemplateOverride override, TemplateException e) {
    String file = override.file().path();
    boolean isOwn = override.name().equals(e.getTemplateSourceName());
    if (!isOwn || e.getLineNumber() == null || e.getColumnNumber() == null) {
      return Span.ofFile(file);
    }
    int line = Math.max(1, e.getLineNumber());
    int column = Math.max(1, e.getColumnNumber());
    boolean oneLine = e.getEndLineNumber() != null && e.getEndLineNumber() == line;
    int end = oneLine && e.getEndColumnNumber() != null ? e.getEndColumnNumber() + 1 : column;
    return new Span(file, line, column, line, Math.max(column + 1, end));
  }

  Diagnostic diagnostic() {
    return diagnostic;
  }
}
