package dev.m2d.meltano.resolve;

import dev.m2d.connector.Connector;
import dev.m2d.connector.Connectors;
import dev.m2d.meltano.CommandDefinition;
import dev.m2d.meltano.Definition;
import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.PluginType;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Makes the record of a plugin that the rest of the tool sees. */
final class PluginResolver {

  private final Connectors connectors;
  private final StreamFinder streams;
  private final SettingSources sources;
  private final Collection<EnvironmentEntry> environments;

  PluginResolver(TextFiles files, Collection<EnvironmentEntry> environments) {
    this.connectors = new Connectors(files);
    this.streams = new StreamFinder(files);
    this.sources = new SettingSources(List.copyOf(environments));
    this.environments = environments;
  }

  /** What the catalogue says about a plugin: by its definition, else by its executable. */
  private Optional<Connector> connector(PluginModel plugin) {
    return connectors
        .find(plugin.type(), plugin.definition().name())
        .or(() -> connectors.find(plugin.type(), plugin.executable()));
  }

  ResolvedPlugin resolve(PluginModel plugin) {
    Optional<Connector> connector = connector(plugin);
    Predicate<String> secret =
        name -> connector.isPresent() && connector.get().secrets().contains(name);
    Supplier<List<Setting>> all = SettingList.once(() -> sources.of(plugin, secret));
    Supplier<List<Setting>> concerned = SettingList.once(() -> sources.concerned(plugin, secret));
    Map<String, Map<String, Located<Value>>> environmentEnv = new LinkedHashMap<>();
    for (EnvironmentEntry e : environments) {
      e.plugin(plugin.id())
          .filter(c -> !c.env().isEmpty())
          .ifPresent(c -> environmentEnv.put(e.name(), c.env()));
    }
    Definition definition = plugin.definition();
    return new ResolvedPlugin(
        plugin.type(),
        plugin.name(),
        plugin.label(),
        plugin.namespace(),
        Optional.of(plugin.variant()),
        plugin.parent().map(PluginModel::name),
        plugin.pipUrl().filter(p -> !p.value().isEmpty()),
        plugin.python().filter(p -> !p.value().isEmpty()),
        plugin.venv(),
        plugin.executable(),
        plugin.capabilities(),
        new SettingList(() -> part(all.get(), false), () -> part(concerned.get(), false)),
        new SettingList(() -> part(all.get(), true), () -> part(concerned.get(), true)),
        plugin.commands().values().stream()
            .filter(CommandDefinition::isRunnable)
            .map(PluginResolver::command)
            .toList(),
        plugin.entry().env(),
        environmentEnv,
        plugin.kind() == DefinitionKind.MISSING && definition.lock().isPresent()
            ? DefinitionKind.LOCK
            : plugin.kind(),
        definition.lock(),
        Mappings.byName(plugin),
        connector,
        plugin.type() == PluginType.EXTRACTORS
            ? streams.find(connector, name -> sources.of(plugin, name))
            : new Streams(Streams.Origin.UNKNOWN, List.of()),
        plugin.entry().annotations(),
        Refusals.of(plugin),
        plugin.entry().nameSpan());
  }

  private static List<Setting> part(List<Setting> settings, boolean extras) {
    List<Setting> part = new ArrayList<>();
    for (Setting setting : settings) {
      if (setting.isExtra() == extras) {
        part.add(setting);
      }
    }
    return part;
  }

  private static Command command(CommandDefinition c) {
    return new Command(c.name(), c.args(), c.executable(), c.description(), c.span());
  }
}
