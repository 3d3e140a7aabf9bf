package dev.m2d.literal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the faults of Python that show without its grammar: strings and brackets that are not
 * closed, indentation that fits nowhere, characters that Python does not have.
 */
public final class PythonSyntax {

  /**
   * A fault.
   *
   * @param line from 1
   * @param what a clause about it
   */
  public record Fault(int line, String what) {}

  private final String source;
  private final Deque<Character> brackets = new ArrayDeque<>();
  private final Deque<Integer> lines = new ArrayDeque<>();
  private final Deque<String> indents = new ArrayDeque<>();
  private int line = 1;
  private boolean opens;
  private @Nullable Fault fault;

  private PythonSyntax(String source) {
    this.source = source;
    indents.push("");
  }

  /** The first fault of a file. */
  public static Optional<Fault> check(String source) {
    PythonSyntax check = new PythonSyntax(source);
    check.run();
    return Optional.ofNullable(check.fault);
  }

  private void run() {
    int at = 0;
    boolean startsLine = true;
    while (at < source.length() && fault == null) {
      if (startsLine) {
        at = indent(at);
        startsLine = false;
        continue;
      }
      char c = source.charAt(at);
      if (c == '\n') {
        line++;
        at++;
        startsLine = brackets.isEmpty();
      } else if (c == '\\' && at + 1 < source.length() && source.charAt(at + 1) == '\n') {
        line++;
        at += 2;
      } else if (c == '#') {
        at = endOfLine(at);
      } else if (c == '"' || c == '\'') {
        opens = false;
        at = string(at, c);
      } else {
        token(c);
        at++;
      }
    }
    if (fault == null && !brackets.isEmpty()) {
      fault =
          new Fault(lines.getFirst(), "the bracket `" + brackets.getFirst() + "` is not closed");
    } else if (fault == null && opens) {
      fault = new Fault(line, "a block is missing after `:`");
    }
  }

  /** At the first column of a logical line; answers where its text begins. */
  private int indent(int start) {
    int at = start;
    while (at < source.length() && (source.charAt(at) == ' ' || source.charAt(at) == '\t')) {
      at++;
    }
    boolean isEmpty =
        at == source.length() || source.charAt(at) == '\n' || source.charAt(at) == '#';
    if (isEmpty) {
      return at;
    }
    String indent = source.substring(start, at);
    String before = indents.getFirst();
    if (opens) {
      if (indent.length() > before.length() && indent.startsWith(before)) {
        indents.push(indent);
      } else {
        fault = new Fault(line, "an indented block is missing after `:`");
      }
    } else {
      while (!indents.getFirst().equals(indent) && indents.getFirst().length() > indent.length()) {
        indents.pop();
      }
      if (!indents.getFirst().equals(indent)) {
        fault = new Fault(line, "the indentation fits to no line before it");
      }
    }
    opens = false;
    return at;
  }

  private void token(char c) {
    switch (c) {
      case '(', '[', '{' -> {
        brackets.push(c);
        lines.push(line);
        opens = false;
      }
      case ')', ']', '}' -> {
        char open = c == ')' ? '(' : c == ']' ? '[' : '{';
        if (brackets.isEmpty() || brackets.getFirst() != open) {
          fault = new Fault(line, "the bracket `" + c + "` closes nothing");
        } else {
          brackets.pop();
          lines.pop();
        }
        opens = false;
      }
      case '$', '?', '`' -> fault = new Fault(line, "`" + c + "` is no part of Python");
      case ':' -> opens = brackets.isEmpty();
      case ' ', '\t', '\r', '\f' -> {}
      default -> opens = false;
    }
  }

  private int endOfLine(int at) {
    int end = source.indexOf('\n', at);
    return end < 0 ? source.length() : end;
  }

  private int string(int at, char quote) {
    int begin = line;
    String three = String.valueOf(quote).repeat(3);
    boolean isLong = source.startsWith(three, at);
    int i = at + (isLong ? 3 : 1);
    while (i < source.length()) {
      char c = source.charAt(i);
      if (c == '\\') {
        if (i + 1 < source.length() && source.charAt(i + 1) == '\n') {
          line++;
        }
        i += 2;
      } else if (isLong ? source.startsWith(three, i) : c == quote) {
        return i + (isLong ? 3 : 1);
      } else if (c == '\n') {
        if (!isLong) {
          break;
        }
        line++;
        i++;
      } else {
        i++;
      }
    }
    fault = new Fault(begin, "a string is not closed");
    return source.length();
  }
}
