package dev.m2d.scan.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads `if`, `case`, loops, blocks and functions. */
final class CompoundParser {

  private final Cursor in;
  private final WordParser words;
  private final ShellParser commands;

  CompoundParser(Cursor in, WordParser words, ShellParser commands) {
    this.in = in;
    this.words = words;
    this.commands = commands;
  }

  /** The compound command here, if one begins here. */
  Optional<Command> read() {
    if (in.looking("((")) {
      words.parenthesis();
      return Optional.of(new Command.Block(List.of(), false, redirects()));
    }
    if (in.peek() == '(') {
      in.at++;
      List<Command> body = commands.until(")");
      close(")");
      return Optional.of(new Command.Block(body, true, redirects()));
    }
    String word = in.word();
    return switch (word) {
      case "{" -> Optional.of(group());
      case "if" -> Optional.of(conditional());
      case "while", "until" -> Optional.of(repeat(word));
      case "for", "select" -> Optional.of(loop(word));
      case "case" -> Optional.of(cases());
      case "function" -> Optional.of(named());
      case "[[" -> Optional.of(test());
      default -> Optional.empty();
    };
  }

  /** A function whose name and `()` were read. */
  Command function(String name) {
    in.lines();
    int before = in.at;
    Optional<Command> body = read();
    if (body.isEmpty()) {
      in.at = before;
    }
    return new Command.Function(name, body.orElse(new Command.Block(List.of(), false, List.of())));
  }

  private Command named() {
    in.at += "function".length();
    in.blanks();
    String name = words.word().text();
    in.blanks();
    if (in.peek() == '(') {
      words.parenthesis();
    }
    return function(name);
  }

  private Command group() {
    in.at++;
    List<Command> body = commands.until("}");
    close("}");
    return new Command.Block(body, false, redirects());
  }

  private Command conditional() {
    List<Command.Branch> branches = new ArrayList<>();
    List<Command> otherwise = List.of();
    in.at += 2;
    while (true) {
      int start = in.at;
      List<Command> condition = commands.until("then", "else", "elif", "fi");
      String text = line(start, in.at);
      close("then");
      List<Command> body = commands.until("elif", "else", "fi");
      branches.add(new Command.Branch(condition, text, body));
      if (!in.word().equals("elif")) {
        break;
      }
      in.at += 4;
    }
    if (in.word().equals("else")) {
      in.at += 4;
      otherwise = commands.until("fi");
    }
    close("fi");
    return wrap(new Command.If(branches, otherwise));
  }

  private Command repeat(String word) {
    int start = in.at;
    in.at += word.length();
    List<Command> condition = commands.until("do", "done");
    String text = line(start, in.at);
    close("do");
    List<Command> body = commands.until("done");
    close("done");
    return wrap(new Command.Repeat(condition, body, text));
  }

  private Command loop(String word) {
    int start = in.at;
    in.at += word.length();
    in.blanks();
    if (in.looking("((")) {
      words.parenthesis();
      String text = line(start, in.at);
      return wrap(new Command.Repeat(List.of(), body(), text));
    }
    String name = words.word().text();
    in.lines();
    Optional<List<Word>> items = Optional.empty();
    if (in.word().equals("in")) {
      in.at += 2;
      items = Optional.of(items());
    }
    String text = line(start, in.at);
    List<Command> body = body();
    return wrap(
        word.equals("for")
            ? new Command.For(name, items, body, text)
            : new Command.Repeat(List.of(), body, text));
  }

  private List<Word> items() {
    List<Word> list = new ArrayList<>();
    while (true) {
      in.blanks();
      if (in.done() || in.atLineEnd() || Cursor.isMeta(in.peek())) {
        return list;
      }
      list.add(words.word());
    }
  }

  private List<Command> body() {
    in.lines();
    if (in.peek() == ';') {
      in.at++;
      in.lines();
    }
    if (in.word().equals("{")) {
      in.at++;
      List<Command> body = commands.until("}");
      close("}");
      return body;
    }
    close("do");
    List<Command> body = commands.until("done");
    close("done");
    return body;
  }

  private Command cases() {
    in.at += 4;
    in.blanks();
    Word subject = words.word();
    in.lines();
    close("in");
    List<Command.Arm> arms = new ArrayList<>();
    while (true) {
      in.lines();
      if (in.done() || in.word().equals("esac")) {
        break;
      }
      int before = in.at;
      List<Word> patterns = patterns();
      List<Command> body = commands.until(";;", "esac");
      if (in.looking(";;")) {
        in.at += in.looking(";;&") ? 3 : 2;
      }
      arms.add(new Command.Arm(patterns, body));
      if (in.at == before) {
        in.at++;
      }
    }
    close("esac");
    return wrap(new Command.Case(subject, arms));
  }

  private List<Word> patterns() {
    List<Word> patterns = new ArrayList<>();
    if (in.peek() == '(') {
      in.at++;
    }
    while (!in.done() && in.peek() != '\n') {
      in.blanks();
      if (in.peek() == ')') {
        in.at++;
        return patterns;
      }
      int before = in.at;
      if (in.peek() == '|') {
        in.at++;
      } else {
        patterns.add(words.word());
      }
      if (in.at == before) {
        in.at++;
      }
    }
    return patterns;
  }

  /** `[[ ... ]]`, whose operators are words like others. */
  private Command test() {
    int start = in.at;
    List<Word> list = new ArrayList<>();
    while (true) {
      in.blanks();
      if (in.done() || in.atLineEnd()) {
        break;
      }
      int before = in.at;
      Word word = words.word();
      if (in.at == before) {
        in.at++;
        word =
            new Word(
                List.of(new Part.Literal(in.text.substring(before, in.at), false)),
                in.fragment,
                before,
                in.at);
      }
      list.add(word);
      if (word.plain().orElse("").equals("]]")) {
        break;
      }
    }
    return new Command.Simple(List.of(), list, List.of(), in.fragment, start, in.at);
  }

  private void close(String word) {
    if (in.looking(word)) {
      in.at += word.length();
    }
  }

  private Command wrap(Command command) {
    List<Command.Redirect> redirects = redirects();
    return redirects.isEmpty() ? command : new Command.Block(List.of(command), false, redirects);
  }

  private List<Command.Redirect> redirects() {
    List<Command.Redirect> list = new ArrayList<>();
    in.blanks();
    while (!in.done() && commands.redirection(list)) {
      in.blanks();
    }
    return list;
  }

  private String line(int start, int end) {
    return in.text.substring(start, end).strip().replaceAll("\\s*;$", "");
  }
}
