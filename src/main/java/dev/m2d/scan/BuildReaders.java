package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Bitbucket Pipelines and Google Cloud Build: steps one after the other. */
final class BuildReaders {

  private static final int MAX_DEPTH = 8;

  static void bitbucket(SourceText file, Context context) {
    for (YamlMap root : YamlDocuments.read(file)) {
      for (YamlMap.Entry kind : YamlDocuments.map(root, "pipelines").entries().values()) {
        if (kind.key().equals("default")) {
          pipeline(file, file.file() + ":default", kind.value(), new Scope(), context, 0);
        } else if (kind.value() instanceof YamlMap named) {
          for (YamlMap.Entry e : named.entries().values()) {
            String unit = file.file() + ":" + kind.key() + "." + e.key();
            pipeline(file, unit, e.value(), new Scope(), context, 0);
          }
        }
      }
    }
  }

  private static void pipeline(
      SourceText file, String name, YamlNode node, Scope scope, Context context, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    if (node instanceof YamlList list) {
      list.items().forEach(i -> pipeline(file, name, i, scope, context, depth + 1));
    } else if (node instanceof YamlMap map) {
      scope.script = file.file();
      for (YamlNode item : YamlDocuments.items(map, "variables")) {
        if (item instanceof YamlMap v
            && v.present("default").orElse(null) instanceof YamlScalar fallback) {
          String variable = YamlDocuments.text(v, "name").orElse("");
          Value value = Value.fallback(fallback.text(), Set.of(variable));
          Words.set(variable, value, fallback, scope);
        }
      }
      for (String key : List.of("stage", "parallel", "steps")) {
        map.present(key).ifPresent(n -> pipeline(file, name, n, scope, context, depth + 1));
      }
      if (map.present("step").orElse(null) instanceof YamlMap step) {
        Unit unit = Unit.of(name, UnitKind.BITBUCKET);
        ShellRunner runner = new ShellRunner(context, unit);
        if (YamlDocuments.text(step, "trigger").equals(Optional.of("manual"))) {
          runner.assume("somebody starts the step");
        }
        Scope inner = scope.copy();
        for (String key : List.of("script", "after-script")) {
          for (YamlNode line : YamlDocuments.items(step, key)) {
            if (line instanceof YamlScalar text) {
              runner.run(YamlDocuments.fragment(file, text), inner);
            }
          }
        }
      }
    }
  }

  static void cloudBuild(SourceText file, Context context) {
    for (YamlMap root : YamlDocuments.read(file)) {
      Unit unit = Unit.of(file.file(), UnitKind.CLOUDBUILD);
      ShellRunner runner = new ShellRunner(context, unit);
      Scope common = new Scope();
      common.script = file.file();
      for (YamlMap.Entry e : YamlDocuments.map(root, "substitutions").entries().values()) {
        if (e.value() instanceof YamlScalar s) {
          Value fallback = Value.fallback(s.text(), Set.of(e.key()));
          common.set(e.key(), fallback, s.text(), Optional.of(s.span()));
        }
      }
      YamlMap options = YamlDocuments.map(root, "options");
      Words.export(file, options.present("env"), common, common, runner);
      for (YamlNode node : YamlDocuments.items(root, "steps")) {
        if (node instanceof YamlMap step) {
          step(file, step, common.copy(), runner);
        }
      }
    }
  }

  private static void step(SourceText file, YamlMap step, Scope scope, ShellRunner runner) {
    Words.export(file, step.present("env"), scope, scope, runner);
    YamlDocuments.text(step, "dir").ifPresent(d -> scope.folder = Optional.of(Paths.join("", d)));
    if (step.present("script").orElse(null) instanceof YamlScalar script) {
      runner.run(YamlDocuments.fragment(file, script), scope);
      return;
    }
    List<Field> words = new ArrayList<>();
    if (step.present("entrypoint").orElse(null) instanceof YamlScalar entrypoint) {
      words.addAll(Words.literal(file, List.of(entrypoint)));
    } else if (step.present("name").orElse(null) instanceof YamlScalar image
        && DockerReader.isMeltano(image.text())) {
      List<Field> given = Words.literal(file, YamlDocuments.items(step, "args"));
      words.add(
          new Field(
              Value.known("meltano"),
              "meltano",
              given.isEmpty() ? image.span() : given.get(0).at()));
    }
    boolean isShell = !words.isEmpty() && words.get(0).known().matches("(.*/)?(ba)?sh");
    for (YamlNode item : YamlDocuments.items(step, "args")) {
      // What a shell gets it expands itself; `$$` means `$` there.
      words.addAll(
          isShell
              ? Words.literal(file, List.of(item))
              : Words.of(file, new YamlList(List.of(item), item.span()), scope, runner));
    }
    boolean docker =
        YamlDocuments.text(step, "name").filter(n -> n.matches("\\S*/docker(:.*)?")).isPresent();
    if (!words.isEmpty() && !docker) {
      runner.start(words, DockerReader.text(words), scope);
    }
  }

  private BuildReaders() {}
}
