package dev.m2d.meltano.resolve;

import dev.m2d.meltano.PluginId;
import java.util.Optional;

/** What the definition of a plugin says that it can do. */
public final class Capabilities {

  private static final int DEEPEST = 100;

  /** Whether its definition is known, and does not name the capability. */
  public static boolean lacks(ResolvedProject project, ResolvedPlugin plugin, String capability) {
    return isKnown(project, plugin) && !plugin.capabilities().contains(capability);
  }

  /** Whether the definition is in the project, and that of all it inherits from. */
  public static boolean isKnown(ResolvedProject project, ResolvedPlugin plugin) {
    Optional<ResolvedPlugin> above = Optional.of(plugin);
    for (int depth = 0; above.isPresent() && depth < DEEPEST; depth++) {
      ResolvedPlugin p = above.get();
      if (p.definition() == DefinitionKind.MISSING) {
        return false;
      }
      above = p.parent().flatMap(name -> project.plugin(new PluginId(p.type(), name)));
    }
    return true;
  }

  private Capabilities() {}
}
