package dev.m2d.scan.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads `NAME=value` and its like. */
final class Assignments {

  private static final Pattern START =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?:\\[[^\\]\\s=]{0,80}\\])?(\\+?)=");
  private static final Set<String> DECLARING =
      Set.of("export", "declare", "typeset", "local", "readonly", "env");

  private final Cursor in;
  private final WordParser words;

  Assignments(Cursor in, WordParser words) {
    this.in = in;
    this.words = words;
  }

  /** Whether the arguments of that program may be assignments of lists. */
  static boolean declares(String program) {
    return DECLARING.contains(program);
  }

  /** The assignment here, if one begins here. */
  Optional<Command.Assignment> read() {
    Matcher start = START.matcher(in.text).region(in.at, in.end);
    if (!start.lookingAt()) {
      return Optional.empty();
    }
    int from = in.at;
    in.at = start.end();
    Optional<Word> value = Optional.empty();
    List<Word> items = new ArrayList<>();
    if (in.peek() == '(') {
      in.at++;
      in.lines();
      items = list();
    } else {
      value = Optional.of(words.word());
    }
    return Optional.of(
        new Command.Assignment(
            start.group(1),
            !start.group(2).isEmpty(),
            value,
            items,
            in.fragment.span(from, in.at),
            in.text.substring(start.end(), in.at)));
  }

  private List<Word> list() {
    List<Word> items = new ArrayList<>();
    while (!in.done() && in.peek() != ')') {
      int before = in.at;
      items.add(words.word());
      if (in.at == before) {
        in.at++;
        items.remove(items.size() - 1);
      }
      in.lines();
    }
    in.at = Math.min(in.end, in.at + 1);
    return items;
  }
}
