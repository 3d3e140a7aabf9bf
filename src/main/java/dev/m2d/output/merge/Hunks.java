package dev.m2d.output.merge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;

/**
 * The changed places of a file with the lines around them. JGit's own writer of these starts its
 * logging, which says on standard error that it has nowhere to log to.
 */
final class Hunks {

  private static final int CONTEXT = 3;

  private final List<String> old;
  private final List<String> fresh;
  private final ByteArrayOutputStream out;

  private Hunks(List<String> old, List<String> fresh, ByteArrayOutputStream out) {
    this.old = old;
    this.fresh = fresh;
    this.out = out;
  }

  /** Writes them, one after the other; nothing where the two are equal. */
  static void write(byte[] old, byte[] fresh, ByteArrayOutputStream out) {
    Hunks hunks = new Hunks(lines(old), lines(fresh), out);
    EditList edits = Lines.diff(hunks.old, hunks.fresh);
    for (int i = 0; i < edits.size(); ) {
      int end = i + 1;
      while (end < edits.size()
          && edits.get(end).getBeginA() - edits.get(end - 1).getEndA() <= 2 * CONTEXT) {
        end++;
      }
      hunks.hunk(edits.subList(i, end));
      i = end;
    }
  }

  /** Lines with their ends, byte for byte: what is no UTF-8 is no text of ours to change. */
  private static List<String> lines(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      int next = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(at, next));
      at = next;
    }
    return lines;
  }

  private void hunk(List<Edit> edits) {
    Edit first = edits.get(0);
    Edit last = edits.get(edits.size() - 1);
    int above = Math.min(CONTEXT, first.getBeginA());
    int below = Math.min(CONTEXT, old.size() - last.getEndA());
    int a = first.getBeginA() - above;
    String before = range(a, last.getEndA() + below);
    String after = range(first.getBeginB() - above, last.getEndB() + below);
    put("@@ -" + before + " +" + after + " @@\n");
    for (Edit edit : edits) {
      a = same(a, edit.getBeginA());
      for (; a < edit.getEndA(); a++) {
        line('-', old.get(a));
      }
      for (int b = edit.getBeginB(); b < edit.getEndB(); b++) {
        line('+', fresh.get(b));
      }
    }
    same(a, last.getEndA() + below);
  }

  private int same(int from, int to) {
    for (int i = from; i < to; i++) {
      line(' ', old.get(i));
    }
    return to;
  }

  /** First line and number of lines; of none the line before, of one its number alone. */
  private static String range(int begin, int end) {
    int count = end - begin;
    return count == 1 ? String.valueOf(end) : (count == 0 ? begin : begin + 1) + "," + count;
  }

  private void line(char mark, String line) {
    put(mark + line);
    if (!line.endsWith("\n")) {
      put("\n\\ No newline at end of file\n");
    }
  }

  private void put(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
