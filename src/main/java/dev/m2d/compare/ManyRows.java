package dev.m2d.compare;

import dev.m2d.compare.explain.Explanation;
import dev.m2d.compare.explain.FoundRow;
import dev.m2d.compare.multiset.Leftovers;
import dev.m2d.compare.multiset.SpillException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Explains more rows than fit into memory: they are written to files by what makes two of them a
 * pair, and explained file by file.
 */
final class ManyRows implements Closeable {

  /** Rows that are read again in one go. */
  private static final int BATCH = 100_000;

  private static final int ROWS_OF_A_PART = 20_000;
  private static final int MOST_PARTS = 200;
  private static final int BUFFER = 8192;

  private final RowFetch fetch;
  private final boolean[] deciding;
  private final Path folder;
  private final @Nullable DataOutputStream[] parts;
  private final List<Leftovers.Item> batch = new ArrayList<>();

  /**
   * Nothing is read yet.
   *
   * @param deciding for each column whether two rows of a pair agree in it
   * @param rows how many there are about
   */
  ManyRows(RowFetch fetch, boolean[] deciding, Path folder, long rows) {
    this.fetch = fetch;
    this.deciding = deciding.clone();
    this.folder = folder;
    int count = (int) Math.min(MOST_PARTS, rows / ROWS_OF_A_PART + 1);
    this.parts = new DataOutputStream[count];
  }

  /** All distinct rows that do not pair off, shown one after the other. */
  @FunctionalInterface
  interface Items {
    void showTo(Consumer<Leftovers.Item> items) throws IOException;
  }

  /** Reads the rows, and adds them to an explanation. */
  void explain(Items items, Explanation explanation) throws IOException {
    try {
      items.showTo(
          item -> {
            batch.add(item);
            if (batch.size() == BATCH) {
              unchecked(this::write);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    write();
    for (int part = 0; part < parts.length; part++) {
      DataOutputStream out = parts[part];
      if (out != null) {
        parts[part] = null;
        try {
          out.close();
        } catch (IOException e) {
          throw new SpillException(file(part), e);
        }
        List<FoundRow> left = new ArrayList<>();
        List<FoundRow> right = new ArrayList<>();
        read(part, left, right);
        explanation.add(left, right);
        Files.delete(file(part));
      }
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private static void unchecked(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(int part) {
    return folder.resolve("rows-" + part);
  }

  private void write() throws IOException {
    fetch.fetch(true, batch, this::write);
    fetch.fetch(false, batch, this::write);
    batch.clear();
  }

  private void write(FoundRow row) throws IOException {
    long[] codes = row.codes();
    long[] deciders = new long[codes.length];
    for (int i = 0; i < codes.length; i++) {
      deciders[i] = deciding[i] ? codes[i] : 0;
    }
    int part = Math.floorMod(Arrays.hashCode(deciders), parts.length);
    try {
      DataOutputStream out = parts[part];
      if (out == null) {
        out =
            new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(file(part)), BUFFER));
        parts[part] = out;
      }
      out.writeLong(row.place());
      out.writeLong(row.left());
      out.writeLong(row.right());
      for (int i = 0; i < codes.length; i++) {
        out.writeLong(codes[i]);
        String value = row.values().get(i);
        byte[] text = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(value == null ? -1 : text.length);
        out.write(text);
      }
    } catch (IOException e) {
      throw new SpillException(file(part), e);
    }
  }

  private void read(int part, List<FoundRow> left, List<FoundRow> right) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file(part))))) {
      while (true) {
        long place;
        try {
          place = in.readLong();
        } catch (EOFException e) {
          return;
        }
        long lefts = in.readLong();
        long rights = in.readLong();
        long[] codes = new long[deciding.length];
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
          codes[i] = in.readLong();
          int length = in.readInt();
          values.add(length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
        (lefts > rights ? left : right).add(new FoundRow(place, lefts, rights, values, codes));
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (int part = 0; part < parts.length; part++) {
      DataOutputStream out = parts[part];
      if (out != null) {
        out.close();
      }
      Files.deleteIfExists(file(part));
    }
  }
}
