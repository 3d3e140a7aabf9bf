package dev.m2d.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Text in UTF-8, and bytes as they are: a patch has those of its files, whatever they stand for.
 */
final class RawWriter extends PrintWriter {

  /** Writes what it is to write. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Tells no failure, as printing does not. */
  private final OutputStream quiet;

  /** Passes each line on as soon as it ends. */
  RawWriter(OutputStream bytes) {
    super(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), true);
    quiet =
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] content, int from, int count) {
            try {
              bytes.write(content, from, count);
            } catch (IOException e) {
              setError();
            }
          }
        };
  }

  /** Writes bytes; where the writer takes text alone, what they are in UTF-8. */
  static void print(PrintWriter out, byte[] content) {
    bytes(out, to -> to.write(content));
  }

  /** Has bytes written, likewise; where that fails, the writer knows, and nobody is told. */
  static void bytes(PrintWriter out, Content content) {
    out.flush();
    try {
      if (out instanceof RawWriter raw) {
        content.writeTo(raw.quiet);
      } else {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        content.writeTo(all);
        out.print(all.toString(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.flush();
  }
}
