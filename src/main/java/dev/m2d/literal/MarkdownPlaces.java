package dev.m2d.literal;

import java.util.BitSet;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Markdown is no text: in code, where a backslash means itself, and in HTML and the addresses
 * of links, where other characters than those of Markdown end things.
 */
public final class MarkdownPlaces {

  private static final Pattern FENCE = Pattern.compile("[\\s>]*(`{3,}|~{3,}).*");
  private static final Pattern HTML =
      Pattern.compile("[\\s>*+|.)0-9-]*<(!--|[A-Za-z/!?][A-Za-z0-9-]*).*");
  private static final Pattern RAW = Pattern.compile("(?i)script|pre|style|textarea");
  private static final Pattern ADDRESS = Pattern.compile("[\\s>]*<[A-Za-z][A-Za-z0-9+.-]*:.*");

  private final String text;
  private final BitSet code = new BitSet();
  private final BitSet raw = new BitSet();

  /**
   * Finds them.
   *
   * @param text with letters in place of all that is to be held against it
   */
  public MarkdownPlaces(String text) {
    this.text = text;
    lines();
  }

  /** Whether a part of the text stands in code. */
  public boolean isInCode(int start, int end) {
    return !code.get(start, end).isEmpty();
  }

  /** Whether a part stands in HTML or an address, or behind a backslash. */
  public boolean isRaw(int start, int end) {
    int before = start;
    while (before > 0 && text.charAt(before - 1) == '\\') {
      before--;
    }
    return (start - before) % 2 == 1 || !raw.get(start, end).isEmpty();
  }

  private void lines() {
    String close = text.startsWith("---\n") ? "---" : "";
    BitSet into = raw;
    int paragraph = 0;
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at) + 1;
      String line = text.substring(at, end).stripTrailing();
      Matcher fence = FENCE.matcher(line);
      Matcher html = HTML.matcher(line);
      if (!close.isEmpty()) {
        into.set(at, end);
        if (at > 0 && closes(line, close)) {
          close = "";
        }
        paragraph = end;
      } else if (fence.matches()) {
        inline(paragraph, at);
        into = code;
        code.set(at, end);
        close = fence.group(1);
        paragraph = end;
      } else if (html.matches() && !ADDRESS.matcher(line).matches()) {
        inline(paragraph, at);
        into = raw;
        raw.set(at, end);
        close = end(html.group(1));
        close = closes(line, close) ? "" : close;
        paragraph = end;
      } else if (line.isBlank()) {
        inline(paragraph, at);
        paragraph = end;
      }
      at = end;
    }
    inline(paragraph, text.length());
  }

  /** What ends the HTML that begins with a tag. */
  private static String end(String tag) {
    if (tag.equals("!--")) {
      return "-->";
    }
    return RAW.matcher(tag).matches() ? "</" + tag.toLowerCase(Locale.ROOT) + ">" : "\n";
  }

  private static boolean closes(String line, String close) {
    return switch (close.charAt(0)) {
      case '\n' -> line.isBlank();
      case '`', '~' -> line.matches("[\\s>]*" + close + close.charAt(0) + "*");
      case '-' -> close.equals("---") ? line.equals("---") : line.contains(close);
      default -> line.toLowerCase(Locale.ROOT).contains(close);
    };
  }

  /** The code, tags and addresses within a paragraph. */
  private void inline(int start, int end) {
    int at = start;
    while (at < end) {
      char c = text.charAt(at);
      char next = at + 1 < end ? text.charAt(at + 1) : ' ';
      int to = at + 1;
      if (c == '\\') {
        to++;
      } else if (c == '`') {
        to = codeSpan(at, end);
        code.set(at, to);
      } else if (c == '<' && (Character.isLetter(next) || "/!?".indexOf(next) >= 0)) {
        to = behind(text.startsWith("<!--", at) ? "-->" : ">", at, end);
        raw.set(at, to);
      } else if (c == ']' && (next == '(' || next == ':')) {
        to = behind(next == '(' ? ")" : "\n", at, end);
        raw.set(at, to);
      }
      at = to;
    }
  }

  private int behind(String close, int from, int end) {
    int at = text.indexOf(close, from);
    return at < 0 || at >= end ? end : at + close.length();
  }

  /** Where it ends; with the paragraph, when nothing closes it, since a value could. */
  private int codeSpan(int start, int end) {
    int open = run(start, end);
    int at = start + open;
    while (at < end) {
      int length = run(at, end);
      if (length == open) {
        return at + length;
      }
      at += Math.max(1, length);
    }
    return end;
  }

  private int run(int start, int end) {
    int at = start;
    while (at < end && text.charAt(at) == '`') {
      at++;
    }
    return at - start;
  }
}
