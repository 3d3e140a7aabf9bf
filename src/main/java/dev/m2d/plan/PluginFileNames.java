package dev.m2d.plan;

import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.naming.NameAllocator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of the plugins as names of files and folders: the same wherever that can be, one path
 * segment, different from each other even where case does not count.
 */
final class PluginFileNames {

  private static final int LONGEST = 100;

  private final Map<PluginId, String> names = new HashMap<>();

  PluginFileNames(ResolvedProject project) {
    Map<PluginType, NameAllocator> allocators = new EnumMap<>(PluginType.class);
    for (ResolvedPlugin plugin : project.plugins()) {
      NameAllocator allocator = allocators.computeIfAbsent(plugin.type(), t -> new NameAllocator());
      names.put(plugin.id(), allocator.allocate(segment(plugin.name()), plugin.id()));
    }
  }

  /** The name of a plugin of the project. */
  String of(PluginId id) {
    return names.getOrDefault(id, segment(id.name()));
  }

  /** A name as one path segment. */
  static String segment(String name) {
    String safe = name.replaceAll("[/\\\\:*?\"<>|\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "_");
    int end = safe.offsetByCodePoints(0, Math.min(LONGEST, safe.codePointCount(0, safe.length())));
    safe = safe.substring(0, end);
    return safe.isBlank() || safe.startsWith(".") ? "_" + safe.strip() : safe;
  }
}
