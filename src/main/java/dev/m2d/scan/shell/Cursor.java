package dev.m2d.scan.shell;

import dev.m2d.scan.text.Fragment;
import java.util.ArrayList;
import java.util.List;

/** Where a parser is in its text; skips blanks and comments, and takes here-documents out. */
final class Cursor {

  /** A here-document that begins after the next end of a line. */
  record Pending(String delimiter, boolean quoted, boolean tabs, List<Fragment> body) {}

  static final int MAX_DEPTH = 60;

  final Fragment fragment;
  final String text;
  final int end;
  int at;
  int depth;
  private final List<Pending> pending = new ArrayList<>();

  Cursor(Fragment fragment) {
    this.fragment = fragment;
    this.text = fragment.text();
    this.end = text.length();
  }

  boolean done() {
    return at >= end;
  }

  /** The character here; 0 at the end. */
  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return at + ahead < end ? text.charAt(at + ahead) : 0;
  }

  boolean looking(String what) {
    return text.startsWith(what, at);
  }

  void expect(Pending document) {
    pending.add(document);
  }

  /** Whether a line ends here; `\r` before `\n` counts as blank. */
  boolean atLineEnd() {
    return peek() == '\n';
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  static boolean isMeta(char c) {
    return c == 0 || isBlank(c) || c == '\n' || ";&|<>()".indexOf(c) >= 0;
  }

  /** Skips blanks, joined lines and comments; stops at the end of a line. */
  void blanks() {
    while (!done()) {
      if (isBlank(peek())) {
        at++;
      } else if (peek() == '\\' && (peek(1) == '\n' || (peek(1) == '\r' && peek(2) == '\n'))) {
        at += peek(1) == '\n' ? 2 : 3;
      } else if (peek() == '#') {
        while (!done() && peek() != '\n') {
          at++;
        }
      } else {
        return;
      }
    }
  }

  /** Skips blanks, comments and ends of lines, and the here-documents that follow them. */
  void lines() {
    while (true) {
      blanks();
      if (peek() != '\n' || done()) {
        return;
      }
      newline();
    }
  }

  /** Goes past the end of a line. */
  void newline() {
    at++;
    for (Pending document : List.copyOf(pending)) {
      pending.remove(document);
      document.body().add(document(document));
    }
  }

  private Fragment document(Pending document) {
    int start = at;
    while (!done()) {
      int lineEnd = text.indexOf('\n', at);
      int stop = lineEnd < 0 ? end : lineEnd;
      int from = at;
      while (document.tabs() && from < stop && text.charAt(from) == '\t') {
        from++;
      }
      int to = stop > from && text.charAt(stop - 1) == '\r' ? stop - 1 : stop;
      boolean last =
          to - from == document.delimiter().length() && text.startsWith(document.delimiter(), from);
      int before = at;
      at = lineEnd < 0 ? end : lineEnd + 1;
      if (last) {
        return fragment.slice(start, before);
      }
    }
    return fragment.slice(start, end);
  }

  /** The plain word that begins here, without moving; empty where there is none. */
  String word() {
    int i = at;
    while (i < end && !isMeta(text.charAt(i)) && "'\"$`\\".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i < end && !isMeta(text.charAt(i)) ? "" : text.substring(at, i);
  }
}
