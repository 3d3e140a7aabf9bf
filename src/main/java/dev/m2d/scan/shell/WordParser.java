package dev.m2d.scan.shell;

import dev.m2d.scan.text.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one word: quotes, escapes, parameters, the output of commands. */
final class WordParser {

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*|[0-9]|[@*#?$!-]", Pattern.DOTALL);
  private static final Pattern BRACED =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*(?:\\[[^\\]\\n]{0,80}\\])?|[0-9]+|[@*?$!-])");

  private final Cursor in;
  private final ShellParser commands;

  WordParser(Cursor in, ShellParser commands) {
    this.in = in;
    this.commands = commands;
  }

  /** The word here, up to a blank or an operator. */
  Word word() {
    int start = in.at;
    Parts parts = new Parts();
    while (!in.done() && !Cursor.isMeta(in.peek())) {
      piece(parts, false);
    }
    return new Word(parts.done(), in.fragment, start, in.at);
  }

  /** What stands here up to an unquoted `}` (which is skipped). */
  private Word untilBrace(boolean quoted) {
    int start = in.at;
    Parts parts = new Parts();
    while (!in.done() && in.peek() != '}') {
      if (quoted && in.peek() != '"') {
        insideQuotes(parts);
      } else {
        piece(parts, quoted);
      }
    }
    Word word = new Word(parts.done(), in.fragment, start, in.at);
    in.at = Math.min(in.end, in.at + 1);
    return word;
  }

  /** A whole text in which only `$` and back-quotes mean something: a here-document. */
  Word document() {
    Parts parts = new Parts();
    while (!in.done()) {
      insideQuotes(parts);
    }
    return new Word(parts.done(), in.fragment, 0, in.end);
  }

  private void piece(Parts parts, boolean quoted) {
    char c = in.peek();
    switch (c) {
      case '\'' -> single(parts);
      case '"' -> doubleQuotes(parts);
      case '\\' -> escape(parts);
      case '$' -> dollar(parts, quoted);
      case '`' -> backQuotes(parts, quoted);
      default -> {
        parts.add(c, quoted);
        in.at++;
      }
    }
  }

  private void single(Parts parts) {
    int close = in.text.indexOf('\'', in.at + 1);
    int stop = close < 0 ? in.end : close;
    parts.add(in.text.substring(in.at + 1, stop), true);
    in.at = Math.min(in.end, stop + 1);
  }

  private void doubleQuotes(Parts parts) {
    in.at++;
    parts.add("", true);
    while (!in.done() && in.peek() != '"') {
      insideQuotes(parts);
    }
    in.at = Math.min(in.end, in.at + 1);
  }

  private void insideQuotes(Parts parts) {
    char c = in.peek();
    if (c == '$') {
      dollar(parts, true);
    } else if (c == '`') {
      backQuotes(parts, true);
    } else if (c == '\\' && in.at + 1 < in.end && "$`\"\\\n".indexOf(in.peek(1)) >= 0) {
      if (in.peek(1) != '\n') {
        parts.add(in.peek(1), true);
      }
      in.at += 2;
    } else {
      parts.add(c, true);
      in.at++;
    }
  }

  private void escape(Parts parts) {
    if (in.peek(1) == '\n') {
      in.at += 2;
    } else if (in.peek(1) == '\r' && in.peek(2) == '\n') {
      in.at += 3;
    } else if (in.at + 1 >= in.end) {
      parts.add('\\', false);
      in.at++;
    } else {
      parts.add(in.peek(1), true);
      in.at += 2;
    }
  }

  private void dollar(Parts parts, boolean quoted) {
    if (in.looking("${{")) {
      int close = in.text.indexOf("}}", in.at);
      int line = in.text.indexOf('\n', in.at);
      if (close > 0 && (line < 0 || close < line)) {
        String name = in.text.substring(in.at + 3, close).strip();
        parts.add(new Part.Parameter(name, "", Optional.empty(), quoted));
        in.at = close + 2;
        return;
      }
    }
    if (in.looking("$((")) {
      int start = in.at;
      in.at += 1;
      parenthesis();
      parts.add(new Part.Opaque(in.text.substring(start, in.at), quoted));
    } else if (in.looking("$(")) {
      int start = in.at;
      in.at += 2;
      List<Command> body = commands.until(")");
      in.at = Math.min(in.end, in.at + 1);
      parts.add(new Part.Output(body, in.text.substring(start, in.at), quoted));
    } else if (in.looking("${")) {
      braced(parts, quoted);
    } else if (in.looking("$'") && !quoted) {
      in.at += 2;
      in.at = AnsiText.read(in.text, in.at, parts::add);
    } else if (in.looking("$\"") && !quoted) {
      in.at++;
    } else {
      Matcher name = NAME.matcher(in.text).region(in.at + 1, in.end);
      if (name.lookingAt()) {
        parts.add(new Part.Parameter(name.group(), "", Optional.empty(), quoted));
        in.at = name.end();
      } else {
        parts.add('$', quoted);
        in.at++;
      }
    }
  }

  private void braced(Parts parts, boolean quoted) {
    int start = in.at;
    Matcher name = BRACED.matcher(in.text).region(in.at + 2, in.end);
    if (!name.lookingAt()) {
      // A length, an indirection, or nonsense.
      int close = in.text.indexOf('}', in.at);
      int line = in.text.indexOf('\n', in.at);
      boolean here = close > 0 && (line < 0 || close < line);
      in.at = here ? close + 1 : in.at + 2;
      parts.add(new Part.Opaque(in.text.substring(start, in.at), quoted));
      return;
    }
    in.at = name.end();
    int from = in.at;
    while (!in.done() && ":-=+?#%/^,@".indexOf(in.peek()) >= 0 && in.at - from < 2) {
      if (in.at > from && !isPair(in.text.charAt(from), in.peek())) {
        break;
      }
      in.at++;
    }
    String operator = in.text.substring(from, in.at);
    if (in.depth > Cursor.MAX_DEPTH) {
      in.at = in.end;
      return;
    }
    in.depth++;
    Word argument = untilBrace(quoted);
    in.depth--;
    parts.add(new Part.Parameter(name.group(), operator, Optional.of(argument), quoted));
  }

  private static boolean isPair(char first, char second) {
    return first == ':'
        ? "-=+?".indexOf(second) >= 0
        : first == second && "#%/^,".indexOf(first) >= 0;
  }

  private void backQuotes(Parts parts, boolean quoted) {
    int close = in.at + 1;
    while (close < in.end && in.text.charAt(close) != '`') {
      close += in.text.charAt(close) == '\\' ? 2 : 1;
    }
    close = Math.min(close, in.end);
    Fragment inner = in.fragment.slice(in.at + 1, close);
    String text = in.text.substring(in.at, Math.min(in.end, close + 1));
    List<Command> body = commands.nested(inner);
    parts.add(new Part.Output(body, text, quoted));
    in.at = Math.min(in.end, close + 1);
  }

  /** Goes past a balanced `(...)`, which begins here. */
  void parenthesis() {
    int open = 0;
    while (!in.done()) {
      char c = in.peek();
      in.at++;
      if (c == '(') {
        open++;
      } else if (c == ')' && --open == 0) {
        return;
      }
    }
  }

  /** Collects parts and joins neighbouring literals. */
  static final class Parts {
    private final List<Part> list = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private boolean quoted;
    private boolean any;

    void add(char c, boolean inQuotes) {
      begin(inQuotes);
      open.append(c);
    }

    void add(String text, boolean inQuotes) {
      begin(inQuotes);
      open.append(text);
    }

    void add(Part part) {
      flush();
      list.add(part);
    }

    private void begin(boolean inQuotes) {
      if (any && quoted != inQuotes) {
        flush();
      }
      quoted = inQuotes;
      any = true;
    }

    private void flush() {
      if (any) {
        list.add(new Part.Literal(open.toString(), quoted));
        open.setLength(0);
        any = false;
      }
    }

    List<Part> done() {
      flush();
      return list;
    }
  }
}
