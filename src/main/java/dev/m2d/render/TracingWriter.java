package dev.m2d.render;

import freemarker.core.Environment;
import freemarker.template.TemplateException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keeps what a template prints, and for each line the lines of templates that printed it. */
final class TracingWriter extends Writer {

  private final StringBuilder text = new StringBuilder();
  private final List<Set<TemplateLine>> lines = new ArrayList<>();

  TracingWriter() {
    lines.add(new LinkedHashSet<>());
  }

  @Override
  public void write(char[] buffer, int offset, int length) {
    TemplateLine here = here();
    int down = 0;
    for (int i = offset; i < offset + length; i++) {
      char c = buffer[i];
      text.append(c);
      if (c == '\n') {
        lines.add(new LinkedHashSet<>());
        down++;
      } else if (c != ' ') {
        int line = here.line() + (here.isText() ? down : 0);
        lines.get(lines.size() - 1).add(new TemplateLine(here.template(), line, here.isText()));
      }
    }
  }

  /** Where the template is: what has gone wrong at this moment would be told to have done so. */
  private static TemplateLine here() {
    TemplateException place = new TemplateException("here", Environment.getCurrentEnvironment());
    Integer line = place.getLineNumber();
    boolean isValue = place.getFTLInstructionStack().contains("Failed at: $");
    return new TemplateLine(
        String.valueOf(place.getTemplateSourceName()), line == null ? 1 : line, !isValue);
  }

  /** What was printed. */
  String text() {
    return text.toString();
  }

  /** For each line, what printed it. */
  List<List<TemplateLine>> lines() {
    return lines.stream().map(List::copyOf).toList();
  }

  @Override
  public void flush() {
    // It is all in memory.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
