package dev.m2d.scan;

import dev.m2d.scan.ShellRunner.Started;
import dev.m2d.scan.text.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** `docker run`, `docker compose exec`, `kubectl exec` and their like. */
final class Containers {

  private static final Set<String> ENGINES = Set.of("docker", "podman", "nerdctl");
  private static final Set<String> CLUSTERS = Set.of("kubectl", "oc", "k3s");
  private static final Set<String> DOCKER_VALUES =
      Set.of(
          "-e",
          "--env",
          "-v",
          "--volume",
          "-p",
          "--publish",
          "-w",
          "--workdir",
          "-u",
          "--user",
          "--name",
          "--network",
          "--net",
          "--env-file",
          "--entrypoint",
          "-h",
          "--hostname",
          "-m",
          "--memory",
          "--cpus",
          "--mount",
          "--platform",
          "-l",
          "--label",
          "--add-host",
          "--restart",
          "--link",
          "--pull",
          "--gpus",
          "--log-driver",
          "--log-opt",
          "--index",
          "-c",
          "--context");
  private static final Set<String> COMPOSE_VALUES =
      Set.of(
          "-f", "--file", "-p", "--project-name", "--env-file", "--profile", "--project-directory");
  private static final Set<String> VERBS =
      Set.of("run", "el", "elt", "invoke", "schedule", "install", "job", "state", "config");

  private final ShellRunner runner;
  private final Programs programs;

  Containers(ShellRunner runner, Programs programs) {
    this.runner = runner;
    this.programs = programs;
  }

  /** Whether the program starts something in a container; then its command was followed. */
  boolean start(Started started, String name, Scope scope) {
    List<Field> fields = started.fields();
    if (name.equals("docker-compose") || name.equals("podman-compose")) {
      return compose(started, 1, scope);
    }
    if (ENGINES.contains(name)) {
      int at = options(fields, 1, DOCKER_VALUES, new Scope());
      if (at < fields.size() && fields.get(at).known().equals("compose")) {
        return compose(started, at + 1, scope);
      }
      if (at < fields.size() && fields.get(at).known().equals("container")) {
        at++;
      }
      return at < fields.size() && docker(started, at, scope);
    }
    return CLUSTERS.contains(name) && afterDashes(started, scope);
  }

  private boolean compose(Started started, int from, Scope scope) {
    List<Field> fields = started.fields();
    int at = options(fields, from, COMPOSE_VALUES, new Scope());
    if (at >= fields.size() || !fields.get(at).known().matches("run|exec")) {
      return false;
    }
    boolean isRun = fields.get(at).known().equals("run");
    Scope inner = scope(scope);
    int service = options(fields, at + 1, DOCKER_VALUES, inner);
    if (service >= fields.size()) {
      return false;
    }
    Optional<DockerReader.Start> known = service(fields.get(service).known());
    Scope own = known.map(s -> s.scope().copy()).orElseGet(Scope::new);
    own.script = scope.script;
    inner
        .exported()
        .forEach(
            (name, v) -> {
              own.set(
                  name,
                  v.value().map(Value::known).orElseGet(() -> Value.outside(name)),
                  v.text(),
                  Optional.of(v.at()));
              own.export(name);
            });
    if (inner.folder.isPresent()) {
      own.folder = inner.folder;
    }
    List<Field> words = new ArrayList<>();
    Optional<String> entrypoint = option(fields, at, service, "--entrypoint");
    if (entrypoint.isPresent()) {
      words.add(
          new Field(Value.known(entrypoint.get()), entrypoint.get(), fields.get(service).at()));
    } else if (isRun) {
      known.ifPresent(s -> words.addAll(s.entrypoint()));
    }
    List<Field> given = fields.subList(service + 1, fields.size());
    words.addAll(given);
    if (words.isEmpty() || (given.isEmpty() && isRun)) {
      return true;
    }
    follow(started, words, given, own);
    return true;
  }

  private boolean docker(Started started, int verb, Scope scope) {
    List<Field> fields = started.fields();
    if (!fields.get(verb).known().matches("run|exec|create")) {
      return false;
    }
    Scope inner = scope(scope);
    int image = options(fields, verb + 1, DOCKER_VALUES, inner);
    if (image >= fields.size()) {
      return false;
    }
    List<Field> given = fields.subList(image + 1, fields.size());
    List<Field> words = new ArrayList<>();
    Optional<String> entrypoint = option(fields, verb, image, "--entrypoint");
    boolean isRun = !fields.get(verb).known().equals("exec");
    String name = fields.get(image).shown();
    String first = given.isEmpty() ? "" : given.get(0).known();
    boolean bare =
        isRun
            && name.toLowerCase(java.util.Locale.ROOT).contains("meltano")
            && (VERBS.contains(first) || first.startsWith("--"));
    if (entrypoint.isPresent()) {
      words.add(new Field(Value.known(entrypoint.get()), entrypoint.get(), fields.get(image).at()));
    } else if (bare) {
      words.add(new Field(Value.known("meltano"), "meltano", given.get(0).at()));
    }
    words.addAll(given);
    if (!words.isEmpty()) {
      follow(started, words, given, inner);
    }
    return true;
  }

  /** `kubectl exec POD -- command`. */
  private boolean afterDashes(Started started, Scope scope) {
    List<Field> fields = started.fields();
    for (int i = 1; i + 1 < fields.size(); i++) {
      if (fields.get(i).known().equals("--")) {
        programs.start(started.with(fields.subList(i + 1, fields.size())), scope(scope));
        return true;
      }
    }
    return false;
  }

  private void follow(Started started, List<Field> words, List<Field> given, Scope scope) {
    List<Field> placed = new ArrayList<>();
    for (Field word : words) {
      boolean foreign = !word.at().file().equals(started.fields().get(0).at().file());
      placed.add(
          foreign && !given.isEmpty()
              ? new Field(word.value(), word.text(), given.get(0).at())
              : word);
    }
    programs.start(started.with(placed), scope);
  }

  /** Nothing of this shell's environment reaches a container, only what options say. */
  private static Scope scope(Scope outer) {
    Scope inner = new Scope();
    inner.script = outer.script;
    return inner;
  }

  private Optional<DockerReader.Start> service(String name) {
    for (SourceText file : runner.context.project.files().values()) {
      if (FileKinds.isCompose(file)) {
        Optional<DockerReader.Start> start =
            ComposeReader.service(file, name, runner.context, runner);
        if (start.isPresent()) {
          return start;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> option(List<Field> fields, int from, int to, String name) {
    for (int i = from; i < to; i++) {
      if (fields.get(i).known().equals(name) && i + 1 < to) {
        return fields.get(i + 1).value().text();
      }
      if (fields.get(i).known().startsWith(name + "=")) {
        return Optional.of(fields.get(i).known().substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  /** Goes past options; what `-e` and `-w` say is noted. */
  private static int options(List<Field> fields, int from, Set<String> valued, Scope into) {
    int at = from;
    while (at < fields.size() && fields.get(at).shown().startsWith("-")) {
      String option = fields.get(at).shown();
      boolean separate = valued.contains(option);
      if (separate && at + 1 < fields.size()) {
        note(option, fields.get(at + 1), 0, into);
        at += 2;
      } else {
        int equals = option.indexOf('=');
        if (equals > 0) {
          note(option.substring(0, equals), fields.get(at), equals + 1, into);
        }
        at++;
      }
    }
    return at;
  }

  private static void note(String option, Field field, int from, Scope into) {
    String text = field.shown().substring(Math.min(from, field.shown().length()));
    if (option.matches("-w|--workdir")) {
      into.folder = Optional.of(text);
    }
    int equals = text.indexOf('=');
    if (!option.matches("-e|--env") || equals <= 0) {
      return;
    }
    String name = text.substring(0, equals).replaceFirst("^\"", "");
    Value value =
        field.value().text().isPresent()
            ? Value.fallback(text.substring(equals + 1), field.value().inputs())
            : field.value();
    into.set(name, value, text.substring(equals + 1), Optional.of(field.at()));
    into.export(name);
  }
}
