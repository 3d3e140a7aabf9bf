package dev.m2d.output.merge;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.eclipse.jgit.diff.Edit;

/**
 * A file of the user's as lines, which remembers what an editor or a system made of it besides: the
 * ends of the lines, the mark at the beginning, a last line without an end.
 */
public final class TextFile {

  private static final String MARK = "\uFEFF";
  private static final String WINDOWS = "\r\n";

  private final Charset charset;
  private final boolean marked;
  private final List<String> lines;
  private final List<Boolean> windows;
  private final boolean ended;

  private TextFile(Charset charset, String text) {
    this.charset = charset;
    this.marked = charset.equals(StandardCharsets.UTF_8) && text.startsWith(MARK);
    this.lines = new ArrayList<>();
    this.windows = new ArrayList<>();
    String rest = marked ? text.substring(MARK.length()) : text;
    int at = 0;
    while (at < rest.length()) {
      int end = rest.indexOf('\n', at);
      int stop = end < 0 ? rest.length() : end;
      boolean isWindows = end > at && rest.charAt(end - 1) == '\r';
      lines.add(rest.substring(at, isWindows ? stop - 1 : stop));
      windows.add(isWindows);
      at = stop + 1;
    }
    this.ended = rest.isEmpty() || rest.endsWith("\n");
  }

  /** A file whose bytes are no UTF-8 is read byte for byte, so that none of them is lost. */
  public static TextFile of(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new TextFile(StandardCharsets.UTF_8, text);
    } catch (CharacterCodingException e) {
      return new TextFile(
          StandardCharsets.ISO_8859_1, new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  /** Whether it looks like text at all. */
  public static boolean isText(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return false;
      }
    }
    return true;
  }

  /** Another file's lines, in this one's characters, so that both can be compared. */
  public List<String> linesOf(byte[] other) {
    return new TextFile(charset, new String(other, charset)).lines;
  }

  /** Another file's text likewise. */
  public String textOf(byte[] other) {
    return new TextFile(charset, new String(other, charset)).text();
  }

  /** The lines without their ends. */
  public List<String> lines() {
    return Collections.unmodifiableList(lines);
  }

  /** The same for a text with something added: where that is at the end, its last line ends. */
  public byte[] withMore(String text) {
    List<String> other = lines(text);
    boolean sameEnd =
        !lines.isEmpty() && lines.get(lines.size() - 1).equals(other.get(other.size() - 1));
    byte[] bytes = with(other);
    if (ended || sameEnd) {
      return bytes;
    }
    byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
    more[bytes.length] = '\n';
    return more;
  }

  /** The text, each line ended as on Unix. */
  public String text() {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /** Bytes of other lines in the form of this file; lines that it has keep their ends. */
  public byte[] with(List<String> other) {
    List<Boolean> ends = ends(other);
    StringBuilder out = new StringBuilder(marked ? MARK : "");
    for (int i = 0; i < other.size(); i++) {
      out.append(other.get(i));
      if (i < other.size() - 1 || ended) {
        out.append(ends.get(i) ? WINDOWS : "\n");
      }
    }
    return out.toString().getBytes(charset);
  }

  /** The same for a text with the line ends of Unix. */
  public byte[] with(String text) {
    return with(lines(text));
  }

  /** The lines of a text that is in memory. */
  public static List<String> lines(String text) {
    return new TextFile(StandardCharsets.UTF_8, text).lines;
  }

  private List<Boolean> ends(List<String> other) {
    int count = Collections.frequency(windows, true);
    int all = ended ? windows.size() : windows.size() - 1;
    boolean usual = count * 2 > all;
    if (count == 0 || count == all) {
      return Collections.nCopies(other.size(), usual);
    }
    List<Boolean> ends = new ArrayList<>(Collections.nCopies(other.size(), usual));
    int a = 0;
    int b = 0;
    for (Edit e : Lines.diff(lines, other)) {
      while (a < e.getBeginA()) {
        ends.set(b++, windows.get(a++));
      }
      a = e.getEndA();
      b = e.getEndB();
    }
    while (a < lines.size()) {
      ends.set(b++, windows.get(a++));
    }
    return ends;
  }
}
