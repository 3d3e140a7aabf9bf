package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import dev.m2d.scan.text.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dockerfiles: what is run while the image is built, and what its containers start. */
final class DockerReader {

  private static final Pattern MELTANO_IMAGE = Pattern.compile("(.*/)?meltano/meltano([:@].*)?");
  private static final Pattern HEREDOC = Pattern.compile("<<-?[\"']?(\\w+)[\"']?");

  /** What the image starts: the words before and those that a container may replace. */
  record Start(List<Field> entrypoint, List<Field> command, Scope scope) {}

  private record Instruction(String name, Fragment text) {}

  private final SourceText file;
  private final ShellRunner runner;
  private Scope scope = new Scope();
  private Optional<Instruction> entrypoint = Optional.empty();
  private Optional<Instruction> command = Optional.empty();
  private boolean isMeltano;

  private DockerReader(SourceText file, Context context, UnitKind kind) {
    this.file = file;
    this.runner = new ShellRunner(context, Unit.of(file.file(), kind));
  }

  static void read(SourceText file, Context context) {
    DockerReader reader = new DockerReader(file, context, UnitKind.DOCKERFILE);
    reader.instructions(true);
    Start start = reader.start();
    List<Field> words = new ArrayList<>(start.entrypoint());
    words.addAll(start.command());
    reader.runner.start(words, text(words), start.scope());
  }

  /** What containers of the image start, without noting anything. */
  static Start start(SourceText file, Context context) {
    Context apart = new Context(context.project);
    DockerReader reader = new DockerReader(file, apart, UnitKind.DOCKERFILE);
    reader.instructions(false);
    return reader.start();
  }

  /** The words as one text. */
  static String text(List<Field> words) {
    return String.join(" ", words.stream().map(Field::text).toList());
  }

  /** Whether an image starts Meltano with the words that it is given. */
  static boolean isMeltano(String image) {
    return MELTANO_IMAGE.matcher(image).matches();
  }

  private Start start() {
    List<Field> first = new ArrayList<>();
    entrypoint.ifPresent(i -> first.addAll(words(i)));
    List<Field> rest = new ArrayList<>();
    command.ifPresent(i -> rest.addAll(words(i)));
    boolean named =
        !rest.isEmpty() && rest.get(0).known().matches("(.*/)?(meltano|sh|bash|python3?)");
    if (entrypoint.isEmpty() && isMeltano && !named) {
      dev.m2d.diagnostic.Span at =
          rest.isEmpty() ? dev.m2d.diagnostic.Span.ofFile(file.file()) : rest.get(0).at();
      first.add(new Field(Value.known("meltano"), "meltano", at));
    }
    return new Start(first, rest, scope.copy());
  }

  private void instructions(boolean runs) {
    scope.script = file.file();
    for (Instruction instruction : parse()) {
      switch (instruction.name()) {
        case "FROM" -> from(instruction);
        case "ENV" -> assign(instruction, true);
        case "ARG" -> assign(instruction, false);
        case "WORKDIR" -> {
          String folder = instruction.text().text().strip();
          scope.folder = Optional.of(Paths.join(scope.folder.orElse(""), folder));
        }
        case "RUN" -> {
          if (runs) {
            run(instruction);
          }
        }
        case "ENTRYPOINT" -> {
          entrypoint = Optional.of(instruction);
          command = Optional.empty();
        }
        case "CMD" -> command = Optional.of(instruction);
        default -> {}
      }
    }
  }

  private void from(Instruction instruction) {
    Scope fresh = new Scope();
    fresh.script = file.file();
    scope = fresh;
    entrypoint = Optional.empty();
    command = Optional.empty();
    String image = instruction.text().text().strip().replaceFirst("^--platform=\\S+\\s+", "");
    isMeltano = image.matches("(?s)(\\S*/)?meltano/meltano(\\W.*)?|\\$\\{?MELTANO_IMAGE.*");
  }

  /** `ENV A=1 B=2`, `ENV A 1`, `ARG A=1`. */
  private void assign(Instruction instruction, boolean exported) {
    Fragment text = instruction.text();
    Matcher old = Pattern.compile("\\s*(\\w+)[ \\t]+([^=\\s][^\\n]*?)\\s*").matcher(text.text());
    if (exported && old.matches()) {
      scope.set(
          old.group(1),
          runner.expander.value(
              dev.m2d.scan.shell.ShellParser.document(text.slice(old.start(2), old.end(2))), scope),
          old.group(2),
          Optional.of(text.span(old.start(1), old.end(2))));
      scope.export(old.group(1));
      return;
    }
    List<Field> fields = new ArrayList<>();
    Words.split(text, scope, runner, fields);
    for (Field field : fields) {
      int equals = field.shown().indexOf('=');
      if (equals <= 0) {
        continue;
      }
      String name = field.shown().substring(0, equals);
      Value value =
          field.value().text().isPresent()
              ? Value.fallback(field.known().substring(equals + 1), field.value().inputs())
              : field.value();
      Value given = exported ? value : value.with(java.util.Set.of(name));
      scope.set(name, given, field.shown().substring(equals + 1), Optional.of(field.at()));
      if (exported) {
        scope.export(name);
      }
    }
  }

  private void run(Instruction instruction) {
    Fragment text = instruction.text();
    int from = 0;
    Matcher flags = Pattern.compile("\\s*(--[a-z]+=\\S+\\s+)*").matcher(text.text());
    if (flags.lookingAt()) {
      from = flags.end();
    }
    Fragment rest = text.slice(from, text.text().length());
    Matcher heredoc = HEREDOC.matcher(rest.text());
    if (rest.text().startsWith("[")) {
      runner.start(words(new Instruction("RUN", rest)), rest.text(), scope.copy());
    } else if (heredoc.lookingAt()) {
      int body = rest.text().indexOf('\n');
      int end = rest.text().lastIndexOf(heredoc.group(1));
      if (body > 0 && end > body) {
        runner.run(rest.slice(body + 1, end), scope.copy());
      }
    } else {
      runner.run(rest, scope.copy());
    }
  }

  /** The words of `["a", "b"]`, or of a line that a shell gets. */
  private List<Field> words(Instruction instruction) {
    Fragment text = instruction.text();
    List<Field> fields = new ArrayList<>();
    if (text.text().stripLeading().startsWith("[")) {
      Matcher item =
          Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"", Pattern.DOTALL).matcher(text.text());
      while (item.find()) {
        String value = item.group(1).replaceAll("\\\\(.)", "$1");
        fields.add(new Field(Value.known(value), value, text.span(item.start(1), item.end(1))));
      }
      return fields;
    }
    fields.add(new Field(Value.known("sh"), "sh", text.span()));
    fields.add(new Field(Value.known("-c"), "-c", text.span()));
    fields.add(new Field(Value.known(text.text().strip()), text.text().strip(), text.span()));
    return fields;
  }

  private List<Instruction> parse() {
    List<Instruction> list = new ArrayList<>();
    String text = file.text();
    int at = 0;
    while (at < text.length()) {
      int end = logicalEnd(text, at);
      String line = text.substring(at, end);
      Matcher m = Pattern.compile("(?s)[ \\t]*([A-Za-z]+)[ \\t]+(.*)").matcher(line);
      if (!line.stripLeading().startsWith("#") && m.matches()) {
        list.add(new Instruction(m.group(1).toUpperCase(Locale.ROOT), clean(at + m.start(2), end)));
      }
      at = end + 1;
    }
    return list;
  }

  /** Without the comment lines that may stand between joined lines. */
  private Fragment clean(int start, int end) {
    FragmentBuilder out = new FragmentBuilder(file);
    int at = start;
    while (at < end) {
      int newline = file.text().indexOf('\n', at);
      int stop = newline < 0 || newline >= end ? end : newline + 1;
      String line = file.text().substring(at, stop);
      if (at == start || !line.stripLeading().startsWith("#")) {
        for (int i = at; i < stop; i++) {
          out.add(file.text().charAt(i), i);
        }
      }
      at = stop;
    }
    return out.build();
  }

  private static int logicalEnd(String text, int start) {
    int newline = text.indexOf('\n', start);
    String first = text.substring(start, newline < 0 ? text.length() : newline);
    Matcher heredoc = HEREDOC.matcher(first);
    if (first.matches("(?i)\\s*(RUN|COPY)\\b.*") && heredoc.find()) {
      Matcher close = Pattern.compile("(?m)^\\t*" + heredoc.group(1) + "[ \\t]*$").matcher(text);
      return newline >= 0 && close.find(newline) ? close.end() : text.length();
    }
    int at = start;
    while (true) {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        return text.length();
      }
      String line = text.substring(at, end).stripTrailing();
      boolean comment = at > start && (line.isBlank() || line.stripLeading().startsWith("#"));
      if (!line.endsWith("\\") && !comment) {
        return end;
      }
      at = end + 1;
    }
  }
}
