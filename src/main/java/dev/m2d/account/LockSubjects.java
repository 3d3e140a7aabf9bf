package dev.m2d.account;

import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What became of the keys of lock files: the entries of the project may override them. */
final class LockSubjects {

  private static final Set<String> SINGLE =
      Set.of("variant", "pip_url", "python", "executable", "capabilities");

  /** Of these, `sensitive` decides the kind that Meltano goes on with. */
  private static final Set<String> SECRET_KINDS = Set.of("password", "oauth");

  private final Map<String, List<ResolvedPlugin>> plugins = new HashMap<>();
  private final Map<PluginId, Set<String>> written = new HashMap<>();
  private final Usage usage;

  LockSubjects(ResolvedProject project, List<Input.Part> parts, Usage usage) {
    this.usage = usage;
    for (ResolvedPlugin plugin : project.plugins()) {
      plugin
          .lock()
          .ifPresent(lock -> plugins.computeIfAbsent(lock, l -> new ArrayList<>()).add(plugin));
    }
    for (Input.Part part : parts) {
      if (part.kind() == FileKind.MELTANO) {
        part.leaves().forEach(this::note);
      }
    }
  }

  /** Notes what an entry writes itself. */
  private void note(Leaf leaf) {
    if (leaf.way().size() < 4 || !leaf.way().get(0).key().equals("plugins")) {
      return;
    }
    Optional<PluginType> type = PluginType.ofKey(leaf.way().get(1).key());
    Optional<String> name =
        leaf.map(3).flatMap(m -> m.present("name")).map(n -> PythonText.str(n.value()));
    Optional<String> key = key(leaf, 3);
    if (type.isPresent() && name.isPresent() && key.isPresent()) {
      boolean absent = leaf.way().size() == 4 && leaf.node().isNull();
      if (!absent) {
        written
            .computeIfAbsent(new PluginId(type.get(), name.get()), id -> new HashSet<>())
            .add(key.get());
      }
    }
  }

  /** What one entry overrides as a whole; `at` is where the keys of the entry begin. */
  private static Optional<String> key(Leaf leaf, int at) {
    String first = leaf.way().get(at).key();
    if (SINGLE.contains(first)) {
      return Optional.of(first);
    }
    if (first.equals("commands") && leaf.way().size() > at + 1) {
      return Optional.of("command " + leaf.way().get(at + 1).key());
    }
    return first.equals("settings")
        ? leaf.map(at + 2)
            .flatMap(m -> m.present("name"))
            .map(n -> "setting " + PythonText.str(n.value()))
        : Optional.empty();
  }

  private boolean isOverridden(ResolvedPlugin plugin, String key) {
    // The variant that a plugin asks for has to be the one of the file.
    return !key.equals("variant")
        && isWritten(plugin, key)
        && !(key.equals("pip_url") && sharesEnvironment(plugin));
  }

  /** An heir of a definition runs in its environment only while both have the same `pip_url`. */
  private static boolean sharesEnvironment(ResolvedPlugin plugin) {
    return plugin.parent().isEmpty()
        && plugin.venv().filter(venv -> !venv.name().equals(plugin.name())).isPresent();
  }

  private boolean isWritten(ResolvedPlugin plugin, String key) {
    for (Optional<ResolvedPlugin> p = Optional.of(plugin);
        p.isPresent();
        p =
            p.flatMap(
                c -> c.parent().flatMap(name -> usage.plugin(new PluginId(c.type(), name))))) {
      if (written.getOrDefault(p.get().id(), Set.of()).contains(key)) {
        return true;
      }
    }
    return false;
  }

  /** The plugin that a key serves, one that is run before one that is not. */
  Optional<PluginId> plugin(String lock, Leaf leaf) {
    Optional<String> key = key(leaf, 0);
    List<PluginId> ids =
        plugins.getOrDefault(lock, List.of()).stream()
            .filter(p -> key.isEmpty() || !isOverridden(p, key.get()))
            .map(ResolvedPlugin::id)
            .toList();
    return ids.stream().filter(usage::uses).findFirst().or(() -> ids.stream().findFirst());
  }

  Optional<Circumstance> of(String lock, Leaf leaf) {
    List<ResolvedPlugin> served = plugins.getOrDefault(lock, List.of());
    Optional<String> key = key(leaf, 0);
    if (key.isPresent() && served.stream().allMatch(p -> isOverridden(p, key.get()))) {
      return Optional.of(Circumstance.OVERRIDDEN);
    }
    if (key.equals(Optional.of("variant"))
        && !lock.endsWith("--default.lock")
        && served.stream().noneMatch(p -> isWritten(p, "variant"))) {
      return Optional.of(Circumstance.NAMED_BY_FILE);
    }
    return secret(leaf, 0, served);
  }

  /** Whether a setting is secret whatever its `sensitive` says. */
  static Optional<Circumstance> secret(Leaf leaf, int at, List<ResolvedPlugin> plugins) {
    boolean asked =
        leaf.way().get(at).key().equals("settings")
            && leaf.way().get(leaf.way().size() - 1).key().equals("sensitive");
    Optional<YamlMap> setting = asked ? leaf.map(at + 2) : Optional.empty();
    boolean known =
        setting.isPresent()
            && leaf.node().value() instanceof Value.Bool
            && text(setting, "kind").filter(SECRET_KINDS::contains).isEmpty()
            && text(setting, "name").filter(name -> isSecret(plugins, name)).isPresent();
    return known ? Optional.of(Circumstance.KNOWN_SECRET) : Optional.empty();
  }

  private static Optional<String> text(Optional<YamlMap> map, String key) {
    return map.flatMap(m -> m.present(key)).map(n -> PythonText.str(n.value()));
  }

  private static boolean isSecret(List<ResolvedPlugin> plugins, String name) {
    return plugins.stream()
        .allMatch(p -> p.connector().filter(c -> c.secrets().contains(name)).isPresent());
  }
}
