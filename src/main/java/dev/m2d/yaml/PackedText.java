package dev.m2d.yaml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A long text that is written once and then read, kept packed: it may have 100 MB. */
public final class PackedText extends FilterWriter {

  private final ByteArrayOutputStream bytes;
  private long length;

  /** An empty text. */
  public PackedText() {
    this(new ByteArrayOutputStream());
  }

  private PackedText(ByteArrayOutputStream bytes) {
    super(
        new OutputStreamWriter(
            new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED), 1 << 13),
            StandardCharsets.UTF_8));
    this.bytes = bytes;
  }

  /** How many characters were written. */
  public long length() {
    return length;
  }

  /** What was written, once this is closed. */
  public Reader reader() {
    return new InputStreamReader(
        new InflaterInputStream(new ByteArrayInputStream(bytes.toByteArray())),
        StandardCharsets.UTF_8);
  }

  @Override
  public void write(int c) throws IOException {
    out.write(c);
    length++;
  }

  @Override
  public void write(char[] text, int from, int count) throws IOException {
    out.write(text, from, count);
    length += count;
  }

  @Override
  public void write(String text, int from, int count) throws IOException {
    out.write(text, from, count);
    length += count;
  }
}
