package dev.m2d.scan.shell;

import dev.m2d.scan.text.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads shell text (POSIX and the common part of bash) into commands. Text that is no shell is
 * skipped, never an error: scripts of any quality come here.
 */
public final class ShellParser {

  private static final Set<String> CLOSERS =
      Set.of("then", "else", "elif", "fi", "do", "done", "esac", "}", ")", ";;");

  private final Cursor in;
  private final WordParser words;
  private final CompoundParser compounds;

  private ShellParser(Cursor in) {
    this.in = in;
    this.words = new WordParser(in, this);
    this.compounds = new CompoundParser(in, words, this);
  }

  /** The commands of a text. */
  public static List<Command> parse(Fragment text) {
    return new ShellParser(new Cursor(text)).until();
  }

  /** A text in which only expansions mean something: a here-document. */
  public static Word document(Fragment text) {
    Cursor cursor = new Cursor(text);
    return new WordParser(cursor, new ShellParser(cursor)).document();
  }

  /** The commands of a part of the text, as deep as this one. */
  List<Command> nested(Fragment part) {
    Cursor cursor = new Cursor(part);
    cursor.depth = in.depth + 1;
    return in.depth > Cursor.MAX_DEPTH ? List.of() : new ShellParser(cursor).until();
  }

  /** Commands up to one of those closing words, which is not skipped, or the end. */
  List<Command> until(String... closers) {
    List<Command> list = new ArrayList<>();
    if (in.depth > Cursor.MAX_DEPTH) {
      in.at = in.end;
      return list;
    }
    in.depth++;
    Set<String> wanted = Set.of(closers);
    while (true) {
      in.lines();
      if (in.done()) {
        break;
      }
      String closer = closer();
      if (wanted.contains(closer)) {
        break;
      }
      int before = in.at;
      if (!closer.isEmpty()) {
        in.at += closer.length();
      } else if (in.peek() == ';' || in.peek() == '&') {
        in.at++;
      } else {
        chain().ifPresent(list::add);
      }
      if (in.at == before) {
        in.at++;
      }
    }
    in.depth--;
    return list;
  }

  /** The closing word that stands here; empty for none. */
  private String closer() {
    if (in.peek() == ')') {
      return ")";
    }
    if (in.looking(";;")) {
      return ";;";
    }
    String word = in.word();
    return CLOSERS.contains(word) ? word : "";
  }

  private Optional<Command> chain() {
    List<Command.Link> links = new ArrayList<>();
    String operator = "";
    while (true) {
      int start = in.at;
      Optional<Command> command = pipeline();
      String before = operator;
      int end = in.at;
      command.ifPresent(
          c -> links.add(new Command.Link(before, c, in.text.substring(start, end).strip())));
      in.blanks();
      if (in.looking("&&") || in.looking("||")) {
        operator = in.text.substring(in.at, in.at + 2);
        in.at += 2;
        in.lines();
      } else {
        break;
      }
    }
    if (links.size() == 1) {
      return Optional.of(links.get(0).command());
    }
    return links.isEmpty() ? Optional.empty() : Optional.of(new Command.Chain(links));
  }

  private Optional<Command> pipeline() {
    List<Command> parts = new ArrayList<>();
    boolean negated = false;
    while (true) {
      in.blanks();
      if (in.word().equals("!")) {
        negated = true;
        in.at++;
        in.blanks();
      }
      command().ifPresent(parts::add);
      in.blanks();
      if (in.peek() == '|' && in.peek(1) != '|') {
        in.at += in.peek(1) == '&' ? 2 : 1;
        in.lines();
      } else {
        break;
      }
    }
    if (parts.size() == 1 && !negated) {
      return Optional.of(parts.get(0));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Command.Pipeline(parts, negated));
  }

  private Optional<Command> command() {
    if (in.done() || !closer().isEmpty()) {
      return Optional.empty();
    }
    Optional<Command> compound = compounds.read();
    return compound.isPresent() ? compound : simple();
  }

  private Optional<Command> simple() {
    int start = in.at;
    List<Command.Assignment> assignments = new ArrayList<>();
    List<Word> list = new ArrayList<>();
    List<Command.Redirect> redirects = new ArrayList<>();
    Assignments reader = new Assignments(in, words);
    int end = start;
    while (true) {
      in.blanks();
      if (in.done() || in.atLineEnd() || "&|;)".indexOf(in.peek()) >= 0 && !in.looking("&>")) {
        break;
      }
      if (redirection(redirects)) {
        end = in.at;
        continue;
      }
      if (in.peek() == '(') {
        if (list.size() == 1
            && list.get(0).plain().isPresent()
            && in.text.startsWith(")", skip())) {
          in.at = skip() + 1;
          return Optional.of(compounds.function(list.get(0).text()));
        }
        words.parenthesis();
        end = in.at;
        continue;
      }
      boolean declares = !list.isEmpty() && Assignments.declares(list.get(0).text());
      Optional<Command.Assignment> assignment =
          list.isEmpty() || declares ? reader.read() : Optional.empty();
      if (assignment.isPresent()) {
        assignments.add(assignment.get());
      } else {
        list.add(words.word());
      }
      end = in.at;
    }
    if (assignments.isEmpty() && list.isEmpty() && redirects.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Command.Simple(assignments, list, redirects, in.fragment, start, end));
  }

  /** Where the next character that is no blank stands after the one here. */
  private int skip() {
    int i = in.at + 1;
    while (i < in.end && Cursor.isBlank(in.text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Reads a redirection, if one begins here. */
  boolean redirection(List<Command.Redirect> into) {
    int i = in.at;
    while (i < in.end && Character.isDigit(in.text.charAt(i))) {
      i++;
    }
    boolean both = i == in.at && in.looking("&>");
    if (!both && (i >= in.end || "<>".indexOf(in.text.charAt(i)) < 0)) {
      return false;
    }
    in.at = both ? in.at + 1 : i;
    if ((in.looking("<(") || in.looking(">("))) {
      in.at++;
      words.parenthesis();
      return true;
    }
    int from = in.at;
    while (!in.done() && in.at - from < 3 && "<>&|-".indexOf(in.peek()) >= 0) {
      in.at++;
    }
    String operator = in.text.substring(from, in.at);
    in.blanks();
    if (operator.startsWith("<<") && !operator.equals("<<<")) {
      int start = in.at;
      Word delimiter = words.word();
      String raw = in.text.substring(start, in.at);
      boolean quoted = raw.matches("(?s).*['\"\\\\].*");
      List<Fragment> body = new ArrayList<>();
      in.expect(
          new Cursor.Pending(
              raw.replaceAll("['\"\\\\]", ""), quoted, operator.endsWith("-"), body));
      into.add(new Command.Redirect(operator, Optional.of(delimiter), body));
    } else {
      into.add(new Command.Redirect(operator, Optional.of(words.word()), List.of()));
    }
    return true;
  }
}
