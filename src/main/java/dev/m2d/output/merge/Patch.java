package dev.m2d.output.merge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/** Differences of files as a text that `git apply` and `patch -p1` carry out. */
public final class Patch {

  /** What Git knows of permissions. */
  private static final int EXECUTABLE = 0100;

  private static final int DELETE = 0x7f;
  private static final byte[] NOTHING = new byte[0];

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
    for (var entry : changes.entrySet()) {
      if (!entry.getValue().isEmpty()) {
        file(prefix + entry.getKey(), entry.getValue(), out);
      }
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

  private static void file(String path, Change change, ByteArrayOutputStream out) {
    String a = quoted("a/" + path);
    String b = quoted("b/" + path);
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
    byte[] old = change.before().map(Version::content).orElse(NOTHING);
    byte[] fresh = change.after().map(Version::content).orElse(NOTHING);
    if (!Arrays.equals(old, fresh)) {
      head.append("--- ").append(before.isEmpty() ? "/dev/null" : named(a)).append('\n');
      head.append("+++ ").append(after.isEmpty() ? "/dev/null" : named(b)).append('\n');
    }
    out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    Hunks.write(old, fresh, out);
  }

  /** As Git writes names: in quotes, with escapes, when there is anything unusual in them. */
  private static String quoted(String path) {
    StringBuilder out = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (b == '"' || b == '\\') {
        out.append('\\').append((char) b);
      } else if (b < ' ' || b == DELETE) {
        out.append(String.format(Locale.ROOT, "\\%03o", b & 0xff));
      } else {
        out.append((char) b);
      }
    }
    return path.contentEquals(out) ? path : "\"" + out + "\"";
  }

  /** GNU patch ends a name at its first blank, unless a tab ends it. */
  private static String named(String path) {
    return path.contains(" ") && !path.startsWith("\"") ? path + "\t" : path;
  }

  private Patch() {}
}
