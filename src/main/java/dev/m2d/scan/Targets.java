package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * `make load`, `just load`, `task load`, `npm run load`: which targets of which file they start.
 */
final class Targets {

  /**
   * @param files names of the files that hold targets, the first that is there counts
   * @param folder options that name the folder
   * @param file options that name the file
   * @param valued other options with a value
   */
  private record Runner(
      List<String> files, Set<String> folder, Set<String> file, Set<String> valued) {}

  private static final Runner MAKE =
      new Runner(
          List.of("GNUmakefile", "makefile", "Makefile"),
          Set.of("-C", "--directory"),
          Set.of("-f", "--file", "--makefile"),
          Set.of("-I", "-o", "-W"));
  private static final Runner JUST =
      new Runner(
          List.of("justfile", "Justfile", ".justfile"),
          Set.of("-d", "--working-directory"),
          Set.of("-f", "--justfile"),
          Set.of("--shell", "--dotenv-path", "--dotenv-filename"));
  private static final Runner TASK =
      new Runner(
          List.of(
              "Taskfile.yml",
              "taskfile.yml",
              "Taskfile.yaml",
              "taskfile.yaml",
              "Taskfile.dist.yml",
              "Taskfile.dist.yaml"),
          Set.of("-d", "--dir"),
          Set.of("-t", "--taskfile"),
          Set.of("-o", "--output", "-C", "--concurrency"));
  private static final Runner NPM =
      new Runner(
          List.of("package.json"),
          Set.of("--prefix", "-C", "--dir", "--cwd"),
          Set.of(),
          Set.of("-w", "--workspace", "--filter"));

  private static final Map<String, Runner> RUNNERS =
      Map.of(
          "make",
          MAKE,
          "gmake",
          MAKE,
          "just",
          JUST,
          "task",
          TASK,
          "go-task",
          TASK,
          "npm",
          NPM,
          "yarn",
          NPM,
          "pnpm",
          NPM,
          "run-s",
          NPM,
          "npm-run-all",
          NPM);

  /** Notes what a program starts, if it is one that starts targets. */
  static void started(String program, List<Field> fields, Scope scope, ShellRunner shell) {
    Runner runner = RUNNERS.get(program);
    if (runner == null) {
      return;
    }
    List<Field> words = new ArrayList<>();
    String folder = scope.folder.orElse("");
    Optional<String> named = Optional.empty();
    for (int i = 1; i < fields.size(); i++) {
      String word = fields.get(i).shown();
      String option = word.replaceFirst("=.*", "");
      boolean joined = word.startsWith("--") && word.contains("=");
      boolean valued =
          runner.folder().contains(option)
              || runner.file().contains(option)
              || runner.valued().contains(option);
      if (!word.startsWith("-")) {
        words.add(fields.get(i));
      } else if (word.equals("--")) {
        break;
      } else if (valued && (joined || i + 1 < fields.size())) {
        String value = joined ? word.substring(option.length() + 1) : fields.get(++i).shown();
        if (runner.folder().contains(option)) {
          folder = Paths.join(folder, value);
        } else if (runner.file().contains(option)) {
          named = Optional.of(value);
        }
      }
    }
    Optional<SourceText> file =
        find(named.map(List::of).orElse(runner.files()), folder, scope, shell.context.project);
    Optional<TargetFile> targets = file.flatMap(f -> TargetFile.of(f, shell.context));
    if (file.isPresent() && targets.isPresent()) {
      start(program, targets.get(), file.get().file(), fields.get(0), words, scope, shell);
    }
  }

  private static Optional<SourceText> find(
      List<String> names, String folder, Scope scope, Project project) {
    for (String name : names) {
      for (String from : List.of(folder, Paths.parent(scope.script), "")) {
        SourceText file = project.files().get(Paths.join(from, name));
        if (file != null) {
          return Optional.of(file);
        }
      }
    }
    for (String name : names) {
      String path = folder.isEmpty() ? name : folder + "/" + name;
      Optional<SourceText> file = project.find(path, List.of());
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  private static void start(
      String program,
      TargetFile file,
      String path,
      Field by,
      List<Field> words,
      Scope scope,
      ShellRunner shell) {
    List<Field> variables = words.stream().filter(w -> w.shown().contains("=")).toList();
    List<Field> names = words.stream().filter(w -> !w.shown().contains("=")).toList();
    if (file.kind() == UnitKind.NPM) {
      boolean verb = !names.isEmpty() && names.get(0).known().matches("run|run-script");
      names = verb ? names.subList(1, names.size()) : names;
      boolean many = program.matches("run-s|npm-run-all");
      names = many || names.isEmpty() ? names : names.subList(0, 1);
      if (program.equals("npm") && !verb && !isShort(names)) {
        return;
      }
    } else if (names.isEmpty()) {
      names = file.first().map(f -> List.of(new Field(Value.known(f), f, by.at()))).orElse(names);
    }
    int at = 0;
    while (at < names.size()) {
      Field name = names.get(at);
      int end = Math.min(names.size(), at + 1 + file.parameters(name.known()));
      List<Field> arguments = new ArrayList<>(names.subList(at + 1, end));
      arguments.addAll(variables);
      if (file.targets().contains(name.known()) || file.kind() == UnitKind.MAKE) {
        shell.invoked(path, Optional.of(name.shown()), arguments, scope, false, by.at(), name.at());
      }
      at = end;
    }
  }

  private static boolean isShort(List<Field> names) {
    return !names.isEmpty() && names.get(0).known().matches("start|test|stop|restart");
  }

  private Targets() {}
}
