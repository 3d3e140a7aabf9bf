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
        // Long rows are taken in several goes; what is a pair comes in one.
        int goes = (int) (Files.size(file(part)) / Choice.MOST_BYTES * 2 + 1);
        for (int go = 0; go < goes; go++) {
          List<FoundRow> left = new ArrayList<>();
          List<FoundRow> right = new ArrayList<>();
          read(part, go, goes, left, right);
          explanation.add(left, right);
        }
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
    fetch.fetch(true, batch, (row, bytes) -> write(row.get()));
    fetch.fetch(false, batch, (row, bytes) -> write(row.get()));
    batch.clear();
  }

  /** The same for two rows that may be a pair. */
  private int hash(long... codes) {
    long[] deciders = new long[codes.length];
    for (int i = 0; i < codes.length; i++) {
      deciders[i] = deciding[i] ? codes[i] : 0;
    }
    return Arrays.hashCode(deciders);
  }

  private void write(FoundRow row) throws IOException {
    long[] codes = row.codes();
    int part = Math.floorMod(hash(codes), parts.length);
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

  private void read(int part, int go, int goes, List<FoundRow> left, List<FoundRow> right)
      throws IOException {
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
        List<byte @Nullable []> texts = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
          codes[i] = in.readLong();
          int length = in.readInt();
          texts.add(length < 0 ? null : in.readNBytes(length));
        }
        // Not the bits that have chosen the part.
        if (Math.floorMod(hash(codes) / parts.length, goes) == go) {
          List<@Nullable String> values = new ArrayList<>();
          texts.forEach(t -> values.add(t == null ? null : new String(t, StandardCharsets.UTF_8)));
          (lefts > rights ? left : right).add(new FoundRow(place, lefts, rights, values, codes));
        }
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
