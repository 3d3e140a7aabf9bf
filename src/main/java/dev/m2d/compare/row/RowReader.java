package dev.m2d.compare.row;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Reads the rows of one file, one after the other. Not safe for several threads. */
public interface RowReader extends Closeable {

  /** Names of the columns met so far; a file of JSON lines may add some with each row. */
  List<String> columns();

  /**
   * Reads the next row into `row`; its cells are in the order of {@link #columns}.
   *
   * @return whether there was one
   * @throws BadRowsException the file is not what it claims to be
   * @throws IOException it cannot be read
   */
  boolean next(Row row) throws IOException;
}
