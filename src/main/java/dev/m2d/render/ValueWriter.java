package dev.m2d.render;

import freemarker.core.Environment;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps where the values are in what a template prints. FreeMarker writes the text of a template as
 * characters and what it interpolates as a string, and nothing between keeps either back.
 */
final class ValueWriter extends Writer {

  /**
   * A printed value.
   *
   * @param start index of its first character
   * @param end index after its last one
   * @param isPlain whether it was a plain string, which the language has made a value of
   */
  record Printed(int start, int end, boolean isPlain) {}

  private final Writer out;
  private final int wanted;
  private final List<Printed> values = new ArrayList<>();
  private int length;
  private boolean isPlain;
  private @Nullable TemplateException place;

  /**
   * Writes on to a writer.
   *
   * @param wanted number of the value whose place in the templates is asked for; -1 for none
   */
  ValueWriter(Writer out, int wanted) {
    this.out = out;
    this.wanted = wanted;
  }

  /** Writes what a plain string has become. */
  void writePlain(String value) throws IOException {
    isPlain = true;
    write(value);
    isPlain = false;
  }

  @Override
  public void write(String value, int from, int count) throws IOException {
    if (values.size() == wanted) {
      place = new TemplateException("here", Environment.getCurrentEnvironment());
    }
    values.add(new Printed(length, length + count, isPlain));
    length += count;
    out.write(value.substring(from, from + count).toCharArray());
  }

  @Override
  public void write(char[] text, int from, int count) throws IOException {
    length += count;
    out.write(text, from, count);
  }

  List<Printed> values() {
    return List.copyOf(values);
  }

  /** Where the templates were at the value asked for. */
  @Nullable TemplateException place() {
    return place;
  }

  @Override
  public void flush() {
    // Nothing is kept back.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
