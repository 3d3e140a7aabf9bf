package dev.m2d.meltano.resolve;

import dev.m2d.connector.Connector;
import dev.m2d.dbt.DbtProject;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A plugin of the project, its definition and its ancestors taken together.
 *
 * @param variant of the definition
 * @param parent the project plugin it inherits from
 * @param pipUrl arguments for pip, unexpanded; empty when nothing is to be installed
 * @param python interpreter for its virtual environment: a path, a name or a version
 * @param venv empty when nothing is to be installed
 * @param executable name in the virtual environment, or a path when it contains `/`
 * @param capabilities empty list when none are declared
 * @param settings configuration, in the order of definition
 * @param extras names start with `_`
 * @param env own variables, unexpanded
 * @param environmentEnv variables by Meltano environment, unexpanded
 * @param lock path of the lock file that defines it, relative to the project root
 * @param mappings of a mapper: configuration by mapping name
 * @param connector what the catalogue of connectors knows about it
 * @param streams of an extractor, as far as files tell
 * @param annotations as written
 * @param refused why Meltano cannot run it, if it cannot
 */
public record ResolvedPlugin(
    PluginType type,
    String name,
    String label,
    String namespace,
    Optional<String> variant,
    Optional<String> parent,
    Optional<Located<String>> pipUrl,
    Optional<Located<String>> python,
    Optional<Venv> venv,
    String executable,
    List<String> capabilities,
    List<Setting> settings,
    List<Setting> extras,
    List<Command> commands,
    Map<String, Located<Value>> env,
    Map<String, Map<String, Located<Value>>> environmentEnv,
    DefinitionKind definition,
    Optional<String> lock,
    Map<String, Located<Value>> mappings,
    Optional<Connector> connector,
    Streams streams,
    Optional<Located<Value>> annotations,
    Optional<String> refused,
    Span span) {

  /** What runs dbt: itself, Meltano's own wrapper, Meltano's extension. */
  private static final Set<String> DBT = Set.of("dbt", "dbt_invoker", "dbt_extension");

  public ResolvedPlugin {
    capabilities = List.copyOf(capabilities);
    settings = settings instanceof SettingList ? settings : List.copyOf(settings);
    extras = extras instanceof SettingList ? extras : List.copyOf(extras);
    commands = List.copyOf(commands);
    mappings = Ordered.copy(mappings);
    env = Ordered.copy(env);
    environmentEnv = Ordered.copy(environmentEnv);
  }

  /** The same with other streams. */
  ResolvedPlugin withStreams(Streams other) {
    return new ResolvedPlugin(
        type,
        name,
        label,
        namespace,
        variant,
        parent,
        pipUrl,
        python,
        venv,
        executable,
        capabilities,
        settings,
        extras,
        commands,
        env,
        environmentEnv,
        definition,
        lock,
        mappings,
        connector,
        other,
        annotations,
        refused,
        span);
  }

  /** Its identity in the project. */
  public PluginId id() {
    return new PluginId(type, name);
  }

  /** Whether its commands are dbt's own; a script around dbt is a command like any other. */
  public boolean runsDbt() {
    boolean holder = type == PluginType.TRANSFORMERS || type == PluginType.UTILITIES;
    boolean isDescribed = connector.flatMap(Connector::adapter).isPresent();
    return holder && (DBT.contains(executable) || (isDescribed && executable.startsWith("dbt")));
  }

  /** The dbt project that it runs, as far as the files tell. */
  public Optional<DbtProject> dbtProject(ResolvedProject project) {
    return runsDbt() ? DbtFinder.of(project, this) : Optional.empty();
  }

  /** The setting or extra of that name, if it has one. */
  public Optional<Setting> setting(String wanted) {
    return (wanted.startsWith("_") ? extras : settings)
        .stream().filter(s -> s.name().equals(wanted)).findFirst();
  }

  /** The command of that name, if it has one. */
  public Optional<Command> command(String wanted) {
    return commands.stream().filter(c -> c.name().equals(wanted)).findFirst();
  }
}
