package dev.m2d.plan;

import dev.m2d.connector.Connector;
import dev.m2d.connector.Connector.DestinationKind;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The key {@code destination} of a loader's file: where it writes, and how to send it elsewhere.
 */
final class DestinationFile {
  private static final Set<String> DATABASE_FILES = Set.of("duckdb", "sqlite");

  private DestinationFile() {}

  /**
   * The value; empty when the catalogue does not know the loader or who could read what it wrote.
   */
  static Optional<Value> of(ResolvedPlugin loader) {
    return loader.connector().flatMap(Connector::destination).flatMap(d -> value(loader, d));
  }

  private static Optional<Value> value(ResolvedPlugin loader, Connector.Destination destination) {
    Optional<String> kind =
        destination.kind() == DestinationKind.FILES ? Optional.of("files") : destination.dialect();
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Value> out = new LinkedHashMap<>();
    out.put("kind", PluginFile.text(kind.get()));
    redirect(loader, destination, kind.get()).ifPresent(r -> out.put("redirect", r));
    Map<String, Value> connection = new LinkedHashMap<>();
    destination
        .connection()
        .forEach(
            (role, names) ->
                first(loader, names).ifPresent(n -> connection.put(role, PluginFile.text(n))));
    if (!connection.isEmpty()) {
      out.put("connection", new Value.Fields(connection));
    }
    return Optional.of(new Value.Fields(out));
  }

  private static Optional<Value> redirect(
      ResolvedPlugin loader, Connector.Destination destination, String kind) {
    boolean files = kind.equals("files");
    boolean file = DATABASE_FILES.contains(kind);
    List<String> names = files || file ? destination.path() : destination.schema();
    Optional<String> setting = first(loader, names);
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Value> out = new LinkedHashMap<>();
    out.put("setting", PluginFile.text(setting.get()));
    out.put("of", PluginFile.text(files ? "folder" : file ? "file" : "schema"));
    List<String> fixed =
        destination.fixedBy().stream().filter(n -> loader.setting(n).isPresent()).toList();
    if (!fixed.isEmpty()) {
      out.put("fixed_by", PluginFile.texts(fixed));
    }
    return Optional.of(new Value.Fields(out));
  }

  private static Optional<String> first(ResolvedPlugin loader, List<String> names) {
    return names.stream().filter(n -> loader.setting(n).isPresent()).findFirst();
  }
}
