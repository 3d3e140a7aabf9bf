package dev.m2d.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Standard output in UTF-8, which remembers that it could not be written to. */
final class StandardOutput extends OutputStream {

  private final OutputStream out;
  private @Nullable IOException failure;

  private StandardOutput(OutputStream out) {
    this.out = out;
  }

  static StandardOutput open() {
    return new StandardOutput(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
  }

  /** A writer that passes each line on as soon as it ends. */
  PrintWriter writer() {
    return new RawWriter(this);
  }

  /** The status to end with: a reader that went away had enough, anything else is a failure. */
  int status(int status, PrintWriter err) {
    try {
      flush();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    }
    IOException cause = failure;
    if (cause == null || status != ExitCode.OK || "Broken pipe".equals(cause.getMessage())) {
      return status;
    }
    err.println("m2d: standard output cannot be written: " + cause.getMessage() + ".");
    return ExitCode.CANNOT_WRITE;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }
}
