package dev.m2d.report;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.Command;
import dev.m2d.meltano.resolve.Expansion;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Secrets;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The variables that the project's files refer to and that nothing of the project sets. */
public final class Variables {

  /** Variables that Meltano sets itself, and that a system sets for each of its programs. */
  private static final Pattern GIVEN =
      Pattern.compile(
          "MELTANO_(PROJECT_ROOT|SYS_DIR_ROOT|ENVIRONMENT|USER_AGENT|_PYTHON_VERSION|RUN_ID|CLI_.*|EXTRACT.*|LOAD.*|TRANSFORM.*|MAP.*"
              + "|UTILI.*|ORCHESTRAT.*|FI_.*|FILE_.*|DATABASE_URI|STATE_BACKEND_.*|PYTHON)"
              + "|HOME|USER|PATH|PWD|SHELL|TMPDIR|LANG|HOSTNAME");

  private final TreeMap<String, Span> referred = new TreeMap<>();
  private final TreeMap<String, Span> everything = new TreeMap<>();
  private final Set<String> own = new HashSet<>();
  private final Set<String> secret = new HashSet<>();

  private final VariablePlace places;

  private Variables(ResolvedProject project) {
    places = new VariablePlace(project.files());
    own.addAll(project.dotenvNames());
    block(project.rootEnv());
    project.environments().forEach(e -> block(e.env()));
    project.schedules().forEach(s -> own.addAll(s.env().keySet()));
    project.jobs().forEach(j -> own.addAll(j.variables().keySet()));
    project.settings().forEach(this::setting);
    project.plugins().forEach(this::plugin);
    everything.putAll(referred);
    referred.keySet().removeIf(n -> own.contains(n) || GIVEN.matcher(n).matches());
  }

  /** Their names, each with the place that refers to it first. */
  public static SortedMap<String, Span> missing(ResolvedProject project) {
    return new Variables(project).referred;
  }

  /** All that the files refer to, set or not, each with the place that does first. */
  public static SortedMap<String, Span> referred(ResolvedProject project) {
    return new Variables(project).everything;
  }

  /** Those whose names, or the settings that take them, tell that they hold secrets. */
  static Set<String> missingSecrets(ResolvedProject project) {
    Variables variables = new Variables(project);
    return variables.referred.keySet().stream()
        .filter(n -> variables.secret.contains(n) || Secrets.looksSecret(n))
        .collect(Collectors.toSet());
  }

  /** Names that `.env`, the project, an environment, a schedule or a job sets for runs. */
  static Set<String> ofRuns(ResolvedProject project) {
    Set<String> names = new HashSet<>(project.dotenvNames());
    names.addAll(project.rootEnv().keySet());
    project.environments().forEach(e -> names.addAll(e.env().keySet()));
    project.schedules().forEach(s -> names.addAll(s.env().keySet()));
    project.jobs().forEach(j -> names.addAll(j.variables().keySet()));
    return names;
  }

  /** Whether Meltano or the system sets it for every program. */
  static boolean isGiven(String name) {
    return GIVEN.matcher(name).matches();
  }

  private void plugin(ResolvedPlugin plugin) {
    block(plugin.env());
    plugin.environmentEnv().values().forEach(this::block);
    plugin.pipUrl().ifPresent(u -> refer(new Value.Text(u.value()), u.span()));
    plugin.settings().forEach(this::setting);
    plugin.extras().forEach(this::setting);
    plugin.mappings().values().forEach(m -> refer(m.value(), m.span()));
    for (Command command : plugin.commands()) {
      refer(new Value.Text(command.args()), command.span());
    }
  }

  /** A variable that is made of its own value comes from outside. */
  private void block(Map<String, Located<Value>> env) {
    env.forEach(
        (name, value) -> {
          refer(value.value(), value.span());
          if (!Expansion.references(value.value()).contains(name)) {
            own.add(name);
          }
        });
  }

  /**
   * A setting that has a value gives it to its variables, unless it takes it from them. What public
   * definitions refer to, nobody has to set.
   */
  private void setting(Setting setting) {
    Set<String> names = new HashSet<>();
    boolean isSet = false;
    for (Source source : setting.sources()) {
      if (source instanceof Source.Own value) {
        isSet |= value(value.value(), names);
      } else if (source instanceof Source.Environments values) {
        isSet |= values(values.values().values(), names);
      } else if (source instanceof Source.Default value) {
        isSet |= value.isWritten() ? value(value.value(), names) : !value.value().value().isNull();
      }
    }
    if (setting.sensitive()) {
      secret.addAll(names);
    }
    if (isSet) {
      setting.writtenVariables().stream().filter(v -> !names.contains(v)).forEach(own::add);
    }
  }

  private boolean values(Collection<Located<Value>> values, Set<String> names) {
    boolean isSet = false;
    for (Located<Value> value : values) {
      isSet |= value(value, names);
    }
    return isSet;
  }

  private boolean value(Located<Value> value, Set<String> names) {
    names.addAll(Expansion.references(value.value()));
    refer(value.value(), value.span());
    return !value.value().isNull();
  }

  private void refer(Value value, Span at) {
    boolean isText = value instanceof Value.Text;
    for (String name : Expansion.references(value)) {
      Span here = isText ? at : places.of(name, at);
      Span known = referred.get(name);
      if (known == null || isBefore(here, known)) {
        referred.put(name, here);
      }
    }
  }

  /** The project file comes before lock files, then lines count. */
  private static boolean isBefore(Span a, Span b) {
    boolean lockA = a.file().endsWith(".lock");
    boolean lockB = b.file().endsWith(".lock");
    if (lockA != lockB) {
      return lockB;
    }
    int byFile = a.file().compareTo(b.file());
    return byFile < 0 || (byFile == 0 && a.line() < b.line());
  }
}
