package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compose files: what each service starts, and the jobs that ofelia's labels name. */
final class ComposeReader {

  private static final Pattern LABEL =
      Pattern.compile("ofelia\\.job-(exec|run|local)\\.([\\w-]+)\\.(schedule|command|container)");

  private final SourceText file;
  private final Context context;

  private ComposeReader(SourceText file, Context context) {
    this.file = file;
    this.context = context;
  }

  static void read(SourceText file, Context context) {
    ComposeReader reader = new ComposeReader(file, context);
    for (YamlMap root : YamlDocuments.read(file)) {
      Needs needs = new Needs();
      for (YamlMap.Entry e : YamlDocuments.map(root, "services").entries().values()) {
        if (e.value() instanceof YamlMap service) {
          reader.service(e.key(), service);
          Unit unit = Unit.of(file.file() + ":services." + e.key(), UnitKind.COMPOSE);
          needs.put(e.key(), unit, waitsFor(service));
        }
      }
      needs.order(Unit.of(file.file(), UnitKind.COMPOSE), context);
    }
  }

  /** The services that have to end before this one starts; others run beside it. */
  private static Set<String> waitsFor(YamlMap service) {
    Set<String> names = new LinkedHashSet<>();
    for (YamlMap.Entry e : YamlDocuments.map(service, "depends_on").entries().values()) {
      if (e.value() instanceof YamlMap how
          && YamlDocuments.text(how, "condition")
              .equals(Optional.of("service_completed_successfully"))) {
        names.add(e.key());
      }
    }
    return names;
  }

  private void service(String name, YamlMap service) {
    Unit unit = Unit.of(file.file() + ":services." + name, UnitKind.COMPOSE);
    ShellRunner runner = new ShellRunner(context, unit);
    DockerReader.Start start = start(service, runner);
    List<Field> words = new ArrayList<>(start.entrypoint());
    words.addAll(start.command());
    // What only the image says is told by its own file.
    boolean own =
        service.present("command").isPresent() || service.present("entrypoint").isPresent();
    if (own && !words.isEmpty()) {
      runner.start(words, DockerReader.text(words), start.scope());
    }
    labels(name, service, start.scope());
  }

  /** What a service of this file starts. */
  static Optional<DockerReader.Start> service(
      SourceText file, String name, Context context, ShellRunner runner) {
    for (YamlMap root : YamlDocuments.read(file)) {
      YamlMap services = YamlDocuments.map(root, "services");
      if (services.get(name).orElse(null) instanceof YamlMap service) {
        return Optional.of(new ComposeReader(file, context).start(service, runner));
      }
    }
    return Optional.empty();
  }

  private DockerReader.Start start(YamlMap service, ShellRunner runner) {
    Scope outside = new Scope();
    Optional<DockerReader.Start> image = image(service);
    Scope scope = image.map(s -> s.scope().copy()).orElseGet(Scope::new);
    scope.script = file.file();
    for (YamlNode item : YamlDocuments.items(service, "env_file")) {
      String path =
          item instanceof YamlScalar s
              ? s.text()
              : item instanceof YamlMap m ? YamlDocuments.text(m, "path").orElse("") : "";
      Optional.ofNullable(context.project.files().get(Paths.join(Paths.parent(file.file()), path)))
          .ifPresent(f -> EnvFiles.load(f, scope));
    }
    Words.export(file, service.present("environment"), outside, scope, runner);
    YamlDocuments.text(service, "working_dir").ifPresent(d -> scope.folder = Optional.of(d));
    List<Field> entrypoint =
        service
            .present("entrypoint")
            .map(n -> Words.of(file, n, outside, runner))
            .orElseGet(() -> image.map(DockerReader.Start::entrypoint).orElseGet(List::of));
    List<Field> command =
        service
            .present("command")
            .map(n -> Words.of(file, n, outside, runner))
            .orElseGet(
                () ->
                    service.present("entrypoint").isPresent()
                        ? List.of()
                        : image.map(DockerReader.Start::command).orElseGet(List::of));
    boolean meltano =
        YamlDocuments.text(service, "image").filter(DockerReader::isMeltano).isPresent();
    boolean named = !command.isEmpty() && command.get(0).known().matches("(.*/)?(meltano|sh|bash)");
    if (entrypoint.isEmpty() && meltano && !named) {
      dev.m2d.diagnostic.Span at = command.isEmpty() ? service.span() : command.get(0).at();
      entrypoint = List.of(new Field(Value.known("meltano"), "meltano", at));
    }
    return new DockerReader.Start(entrypoint, command, scope);
  }

  private Optional<DockerReader.Start> image(YamlMap service) {
    Optional<YamlNode> build = service.present("build");
    if (build.isEmpty()) {
      return Optional.empty();
    }
    String built = ".";
    String name = "Dockerfile";
    if (build.get() instanceof YamlScalar s) {
      built = s.text();
    } else if (build.get() instanceof YamlMap map) {
      built = YamlDocuments.text(map, "context").orElse(".");
      name = YamlDocuments.text(map, "dockerfile").orElse(name);
    }
    String path = Paths.join(Paths.join(Paths.parent(file.file()), built), name);
    return Optional.ofNullable(context.project.files().get(path))
        .map(f -> DockerReader.start(f, context));
  }

  /** Jobs that ofelia starts by a service's labels. */
  private void labels(String service, YamlMap map, Scope scope) {
    Map<String, Map<String, YamlScalar>> jobs = new TreeMap<>();
    Optional<YamlNode> labels = map.present("labels");
    if (labels.isPresent() && labels.get() instanceof YamlMap entries) {
      entries.entries().forEach((k, e) -> label(k, e.value(), jobs));
    } else if (labels.isPresent() && labels.get() instanceof YamlList list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlScalar s && s.text().contains("=")) {
          String key = s.text().substring(0, s.text().indexOf('='));
          String value = s.text().substring(key.length() + 1).replaceAll("^([\"'])(.*)\\1$", "$2");
          label(key, new YamlScalar(dev.m2d.yaml.Value.text(value), value, s.span()), jobs);
        }
      }
    }
    jobs.forEach((name, parts) -> job(service + "." + name, parts, scope));
  }

  private static void label(String key, YamlNode value, Map<String, Map<String, YamlScalar>> jobs) {
    Matcher m = LABEL.matcher(key);
    if (m.matches() && value instanceof YamlScalar scalar) {
      jobs.computeIfAbsent(m.group(2), k -> new TreeMap<>()).put(m.group(3), scalar);
    }
  }

  private void job(String name, Map<String, YamlScalar> parts, Scope scope) {
    YamlScalar command = parts.get("command");
    YamlScalar schedule = parts.get("schedule");
    if (command == null) {
      return;
    }
    Optional<Schedule> when =
        Optional.ofNullable(schedule)
            .map(s -> new Schedule(withoutSeconds(s.text()), Optional.empty(), s.span()));
    Unit unit = new Unit(file.file() + ":services." + name, UnitKind.COMPOSE, when);
    new ShellRunner(context, unit).run(YamlDocuments.fragment(file, command), scope.copy());
  }

  /** ofelia's cron begins with seconds; where they are zero they say nothing. */
  private static String withoutSeconds(String cron) {
    String[] fields = cron.strip().split("\\s+", -1);
    return fields.length == 6 && fields[0].equals("0")
        ? String.join(" ", List.of(fields).subList(1, 6))
        : cron.strip();
  }
}
