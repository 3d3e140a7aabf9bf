package dev.m2d.meltano.resolve;

import dev.m2d.meltano.PluginId;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plugins in their order, found by name in no time: projects with thousands of them exist. */
final class PluginList extends AbstractList<ResolvedPlugin> {
  private final List<ResolvedPlugin> list;
  private final Map<PluginId, ResolvedPlugin> byId = new HashMap<>();

  PluginList(List<ResolvedPlugin> plugins) {
    this.list = List.copyOf(plugins);
    list.forEach(p -> byId.putIfAbsent(p.id(), p));
  }

  Optional<ResolvedPlugin> find(PluginId id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public ResolvedPlugin get(int index) {
    return list.get(index);
  }

  @Override
  public int size() {
    return list.size();
  }
}
