package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The scripts of a package.json; npm runs `preload` before `load` and `postload` after it. */
final class NpmReader implements TargetFile {

  private final SourceText file;
  private final Context context;
  private final Map<String, YamlScalar> scripts = new LinkedHashMap<>();

  NpmReader(SourceText file, Context context) {
    this.file = file;
    this.context = context;
    YamlDocuments.json(file)
        .ifPresent(
            root -> {
              for (YamlMap.Entry e : YamlDocuments.map(root, "scripts").entries().values()) {
                if (e.value() instanceof YamlScalar script) {
                  scripts.put(e.key(), script);
                }
              }
            });
  }

  @Override
  public List<String> targets() {
    return List.copyOf(scripts.keySet());
  }

  @Override
  public Optional<String> first() {
    return Optional.empty();
  }

  @Override
  public UnitKind kind() {
    return UnitKind.NPM;
  }

  @Override
  public void run(String target, List<Field> arguments, Unit unit, Scope environment) {
    ShellRunner runner = new ShellRunner(context, unit);
    Scope scope = environment.copy();
    scope.script = file.file();
    beside("pre" + target, runner, scope);
    YamlScalar script = scripts.get(target);
    if (script != null) {
      runner.run(YamlDocuments.fragment(file, script), scope.copy());
    }
    beside("post" + target, runner, scope);
  }

  private void beside(String name, ShellRunner runner, Scope scope) {
    YamlScalar script = scripts.get(name);
    if (script != null) {
      runner.needs(file.file(), name, List.of(), scope, false, script.span());
    }
  }
}
