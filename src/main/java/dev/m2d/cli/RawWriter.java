package dev.m2d.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Text in UTF-8, and bytes as they are: a patch has those of its files, whatever they stand for.
 */
final class RawWriter extends PrintWriter {

  private final OutputStream bytes;

  /** Passes each line on as soon as it ends. */
  RawWriter(OutputStream bytes) {
    super(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), true);
    this.bytes = bytes;
  }

  /** Writes bytes; where the writer takes text alone, what they are in UTF-8. */
  static void print(PrintWriter out, byte[] content) {
    out.flush();
    if (out instanceof RawWriter raw) {
      try {
        raw.bytes.write(content);
      } catch (IOException e) {
        raw.setError();
      }
    } else {
      out.print(new String(content, StandardCharsets.UTF_8));
    }
    out.flush();
  }
}
