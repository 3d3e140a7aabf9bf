package dev.m2d.compare.multiset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A temporary file that blocks are appended to and read from again. */
final class Spill implements Closeable {

  private final Path file;
  private @Nullable FileChannel channel;
  private long size;

  /** It is made when the first block comes. */
  Spill(Path file) {
    this.file = file;
  }

  /** Appends a block; answers where it begins. */
  long append(ByteBuffer block) throws SpillException {
    try {
      return write(block);
    } catch (IOException e) {
      throw new SpillException(file, e);
    }
  }

  private long write(ByteBuffer block) throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              StandardOpenOption.READ);
      channel = open;
    }
    long at = size;
    while (block.hasRemaining()) {
      size += open.write(block, size);
    }
    return at;
  }

  /** Fills a buffer from a place on. */
  void read(ByteBuffer into, long at) throws IOException {
    FileChannel open = channel;
    long from = at;
    while (open != null && into.hasRemaining()) {
      int got = open.read(into, from);
      if (got < 0) {
        throw new IOException("the temporary file " + file + " has become shorter");
      }
      from += got;
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      Files.deleteIfExists(file);
    }
  }
}
