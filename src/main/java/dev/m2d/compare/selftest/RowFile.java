package dev.m2d.compare.selftest;

import dev.m2d.compare.bundle.StreamFiles;
import dev.m2d.compare.files.LogicalName;
import dev.m2d.compare.row.DialectGuess;
import dev.m2d.compare.row.Source;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/** A file of rows that is written anew with a fault. */
final class RowFile {

  private final Path path;
  private final Source source;
  private final boolean isJson;
  private final DialectGuess dialects;

  /**
   * A file.
   *
   * @param dialects those that it may have where it is CSV
   */
  RowFile(Path path, DialectGuess dialects) {
    this.path = path;
    this.dialects = dialects;
    this.source = new Source(path, path.toString());
    this.isJson = LogicalName.isJson(path.toString());
  }

  /** Whether the rows of a file of a target can be changed. */
  static boolean isReadable(StreamFiles.Part part) {
    return LogicalName.isWrittenRows(part.name());
  }

  boolean isJson() {
    return isJson;
  }

  /** The first answer for a row. */
  <T> Optional<T> first(Function<Row, Optional<T>> question) throws IOException {
    try (BufferedReader in = reader()) {
      RowText rows = rows(in);
      for (Row row = rows.next(); row != null; row = rows.next()) {
        Optional<T> answer = question.apply(row);
        if (answer.isPresent()) {
          return answer;
        }
      }
    }
    return Optional.empty();
  }

  /** Puts other rows in place of the first one that takes the fault; false when none does. */
  boolean replaceFirst(Function<Row, Optional<List<Row>>> fault) throws IOException {
    boolean[] isDone = new boolean[1];
    write(
        UnaryOperator.identity(),
        row -> {
          Optional<List<Row>> others = isDone[0] ? Optional.empty() : fault.apply(row);
          isDone[0] |= others.isPresent();
          return others.orElseGet(() -> List.of(row));
        });
    return isDone[0];
  }

  /** Changes the header and every row. */
  void replaceAll(UnaryOperator<List<String>> header, UnaryOperator<Row> change)
      throws IOException {
    write(header, row -> List.of(change.apply(row)));
  }

  private void write(UnaryOperator<List<String>> header, Function<Row, List<Row>> change)
      throws IOException {
    Path part = path.resolveSibling(path.getFileName() + ".part");
    try (BufferedReader in = reader();
        Writer out = writer(part)) {
      RowText rows = rows(in);
      out.write(rows.headerText(header.apply(rows.header())));
      for (Row row = rows.next(); row != null; row = rows.next()) {
        for (Row other : change.apply(row)) {
          out.write(rows.text(other));
        }
      }
    }
    Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
  }

  private RowText rows(BufferedReader in) throws IOException {
    return isJson ? RowText.json(in) : RowText.csv(in, dialects.of(source));
  }

  private BufferedReader reader() throws IOException {
    return new BufferedReader(
        new InputStreamReader(source.open(), StandardCharsets.ISO_8859_1), 1 << 16);
  }

  private Writer writer(Path target) throws IOException {
    OutputStream out = Files.newOutputStream(target);
    return new BufferedWriter(
        new OutputStreamWriter(
            source.isCompressed() ? new GZIPOutputStream(out, 1 << 16) : out,
            StandardCharsets.ISO_8859_1),
        1 << 16);
  }
}
