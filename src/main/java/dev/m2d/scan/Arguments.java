package dev.m2d.scan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Takes the words after `meltano` apart, as Meltano's command line does. */
final class Arguments {

  private static final Set<String> SUBCOMMANDS = Set.of("run", "list", "add", "set", "remove");

  final Set<String> flags = new TreeSet<>();
  final Map<String, List<String>> values = new LinkedHashMap<>();
  final Set<String> inputs = new TreeSet<>();
  final List<String> words = new ArrayList<>();
  String verb = "";

  /** Why the call is not clear; empty when it is. */
  String why = "";

  private final List<Field> fields;
  private int at;

  private Arguments(List<Field> fields) {
    this.fields = fields;
  }

  /** Reads the words that follow `meltano`. */
  static Arguments of(List<Field> fields) {
    Arguments arguments = new Arguments(fields);
    arguments.read();
    return arguments;
  }

  /** What the verb means. */
  Verb kind() {
    return switch (verb) {
      case "run" -> Verb.RUN;
      case "el" -> Verb.EL;
      case "elt" -> Verb.ELT;
      case "invoke" -> Verb.INVOKE;
      case "job" -> Verb.JOB;
      case "schedule run" -> Verb.SCHEDULE;
      case "state" -> Verb.STATE;
      case "install" -> Verb.INSTALL;
      default -> Verb.OTHER;
    };
  }

  private void read() {
    while (at < fields.size() && option("")) {
      if (!why.isEmpty()) {
        return;
      }
    }
    if (at >= fields.size()) {
      return;
    }
    Field first = fields.get(at++);
    if (first.value().text().isEmpty()) {
      why = because(first, "the command of Meltano");
      return;
    }
    take(first);
    verb = first.known();
    if (verb.equals("schedule") && at < fields.size()) {
      String next = fields.get(at).known();
      if (next.equals("run")) {
        verb = "schedule run";
        at++;
      } else if (!SUBCOMMANDS.contains(next)) {
        words.add("schedule");
        rest();
        return;
      }
    }
    if (MeltanoOptions.knows(verb)) {
      known();
      complete();
    } else {
      if (kind() == Verb.OTHER) {
        words.add(verb);
      }
      rest();
    }
  }

  /** The words of a command that moves nothing: as written where they are not known. */
  private void rest() {
    while (at < fields.size()) {
      Field field = fields.get(at++);
      words.add(field.shown());
      take(field);
    }
  }

  private void known() {
    boolean ends = MeltanoOptions.FIRST_WORD_ENDS.contains(verb);
    while (at < fields.size() && why.isEmpty()) {
      if (fields.get(at).known().equals("--")) {
        at++;
        remaining();
        return;
      }
      if (option(verb)) {
        continue;
      }
      if (!why.isEmpty()) {
        return;
      }
      word(fields.get(at++));
      if (ends) {
        afterFirst();
        return;
      }
    }
  }

  /** A call that names nothing is an example, or is completed elsewhere. */
  private void complete() {
    int least = verb.matches("elt?") ? 2 : verb.equals("install") ? 0 : 1;
    boolean helps = flags.contains("--help");
    if (why.isEmpty() && words.size() < least && !helps) {
      why = "it names " + (words.isEmpty() ? "nothing to run" : "no loader");
    }
  }

  private void afterFirst() {
    while (at < fields.size() && why.isEmpty()) {
      // `schedule run NAME` hands the rest to `elt`, `invoke PLUGIN` to the plugin.
      if (!verb.equals("schedule run") || !option(verb)) {
        if (at < fields.size()) {
          word(fields.get(at++));
        }
      }
    }
  }

  private void remaining() {
    while (at < fields.size()) {
      word(fields.get(at++));
    }
  }

  private void word(Field field) {
    if (field.value().text().isEmpty()) {
      why = because(field, verb.equals("invoke") ? "a word of the command" : "the name of a block");
      return;
    }
    take(field);
    words.add(field.known());
  }

  private void take(Field field) {
    inputs.addAll(field.value().inputs());
  }

  /** Reads an option, if one stands here. */
  private boolean option(String of) {
    Field field = fields.get(at);
    String text = prefix(field);
    if (!text.startsWith("-") || text.equals("-")) {
      return false;
    }
    int equals = text.startsWith("--") ? text.indexOf('=') : -1;
    String name = MeltanoOptions.name(of, equals < 0 ? text : text.substring(0, equals));
    boolean isWhole = field.value().text().isPresent();
    if (equals < 0 && !isWhole) {
      why = because(field, "an option");
      return true;
    }
    at++;
    take(field);
    if (equals >= 0) {
      value(name, isWhole ? Optional.of(text.substring(equals + 1)) : Optional.empty(), of);
    } else if (MeltanoOptions.isValue(of, name)) {
      if (at >= fields.size()) {
        why = "`" + name + "` has no value";
        return true;
      }
      Field given = fields.get(at++);
      take(given);
      value(name, given.value().text(), of);
    } else if (MeltanoOptions.isFlag(of, name)) {
      flags.add(name);
    } else if (attached(of, text).isPresent()) {
      value(MeltanoOptions.name(of, text.substring(0, 2)), attached(of, text), of);
    } else {
      why = "`" + text + "` is no option that Meltano knows";
    }
    return true;
  }

  /** The value in `-pVALUE`. */
  private static Optional<String> attached(String of, String text) {
    boolean isShort = !text.startsWith("--") && text.length() > 2;
    return isShort && MeltanoOptions.isValue(of, MeltanoOptions.name(of, text.substring(0, 2)))
        ? Optional.of(text.substring(2))
        : Optional.empty();
  }

  private void value(String name, Optional<String> value, String of) {
    if (!MeltanoOptions.isValue(of, name)) {
      why = "`" + name + "` is no option that Meltano knows";
      return;
    }
    value.ifPresent(v -> values.computeIfAbsent(name, k -> new ArrayList<>()).add(v));
  }

  /** The text of a field, or what is known of its beginning. */
  private static String prefix(Field field) {
    if (field.value().text().isPresent()) {
      return field.known();
    }
    return field.text().startsWith("--") ? field.text().replaceAll("[\"']", "") : "";
  }

  private static String because(Field field, String what) {
    String reason = field.value().why();
    return "`"
        + field.text()
        + "` gives "
        + what
        + ", and "
        + (reason.isEmpty() ? "it is not known here" : reason);
  }
}
