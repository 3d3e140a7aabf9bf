package dev.m2d.output.merge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.util.QuotedString;

/** Differences of files as a text that `git apply` and `patch -p1` carry out. */
public final class Patch {

  /** What Git knows of permissions. */
  private static final int EXECUTABLE = 0100;

  /**
   * A file before or after.
   *
   * @param mode POSIX permissions, of which Git keeps whether it can be run
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Version(byte[] content, int mode) {
    private String gitMode() {
      return (mode & EXECUTABLE) == 0 ? "100644" : "100755";
    }

    private boolean isAs(Version other) {
      return gitMode().equals(other.gitMode()) && Arrays.equals(content, other.content);
    }
  }

  /** A file on both sides; empty on the side that lacks it. */
  public record Change(Optional<Version> before, Optional<Version> after) {
    /** Whether there is any. */
    public boolean isEmpty() {
      return before.isEmpty() && after.isEmpty()
          || before.isPresent() && after.isPresent() && before.get().isAs(after.get());
    }
  }

  /**
   * The text, in the order of the paths; empty when no file differs.
   *
   * @param changes by path below the folder, with `/`
   * @param prefix what {@link #prefix} says of the folder
   */
  public static byte[] text(SortedMap<String, Change> changes, String prefix) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DiffFormatter lines = new DiffFormatter(out)) {
      for (var entry : changes.entrySet()) {
        if (!entry.getValue().isEmpty()) {
          file(prefix + entry.getKey(), entry.getValue(), lines, out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be written", e);
    }
    return out.toByteArray();
  }

  /**
   * The way to a folder from the top of its Git work tree, where `git apply` expects the paths to
   * begin: it leaves away, without a word, what is elsewhere. Empty, or ends with `/`.
   */
  public static String prefix(Path folder) {
    Path whole = folder.toAbsolutePath().normalize();
    for (Path top = whole; top != null; top = top.getParent()) {
      if (Files.exists(top.resolve(".git"))) {
        String way = top.relativize(whole).toString().replace('\\', '/');
        return way.isEmpty() ? "" : way + "/";
      }
    }
    return "";
  }

  private static void file(String path, Change change, DiffFormatter lines, OutputStream out)
      throws IOException {
    String a = QuotedString.GIT_PATH.quote("a/" + path);
    String b = QuotedString.GIT_PATH.quote("b/" + path);
    StringBuilder head = new StringBuilder("diff --git " + a + " " + b + "\n");
    Optional<String> before = change.before().map(Version::gitMode);
    Optional<String> after = change.after().map(Version::gitMode);
    if (before.isEmpty()) {
      head.append("new file mode ").append(after.orElseThrow()).append('\n');
    } else if (after.isEmpty()) {
      head.append("deleted file mode ").append(before.get()).append('\n');
    } else if (!before.equals(after)) {
      head.append("old mode ").append(before.get()).append('\n');
      head.append("new mode ").append(after.get()).append('\n');
    }
    RawText old = new RawText(change.before().map(Version::content).orElse(new byte[0]));
    RawText fresh = new RawText(change.after().map(Version::content).orElse(new byte[0]));
    EditList edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, old, fresh);
    if (!edits.isEmpty()) {
      head.append("--- ").append(before.isEmpty() ? "/dev/null" : named(a)).append('\n');
      head.append("+++ ").append(after.isEmpty() ? "/dev/null" : named(b)).append('\n');
    }
    out.write(head.toString().getBytes(StandardCharsets.UTF_8));
    lines.format(edits, old, fresh);
    lines.flush();
  }

  /** GNU patch ends a name at its first blank, unless a tab ends it. */
  private static String named(String path) {
    return path.contains(" ") && !path.startsWith("\"") ? path + "\t" : path;
  }

  private Patch() {}
}
