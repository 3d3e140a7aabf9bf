package dev.m2d.compare.row;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Turns places in a file into lines. */
final class LineCounter {

  private final InputStream in;
  private final byte[] block = new byte[1 << 14];
  private int used;
  private int limit;
  private long place;
  private long line = 1;

  LineCounter(InputStream in) {
    this.in = in;
  }

  /** Goes on at a later place whose line is known; only in a file that is not compressed. */
  void skip(FileInputStream file, long to, long lineThere) throws IOException {
    if (to > place + limit - used) {
      file.getChannel().position(to);
      used = 0;
      limit = 0;
      place = to;
      line = lineThere;
    }
  }

  /** The line of a place, from 1; the places must ascend. */
  long lineOf(long wanted) throws IOException {
    while (place < wanted) {
      if (used == limit) {
        limit = in.read(block, 0, block.length);
        used = 0;
        if (limit <= 0) {
          return line;
        }
      }
      int until = (int) Math.min(limit, used + wanted - place);
      line += Words.count(block, used, until, (byte) '\n');
      place += until - used;
      used = until;
    }
    return line;
  }
}
