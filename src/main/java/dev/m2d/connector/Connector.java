package dev.m2d.connector;

import dev.m2d.meltano.PluginType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about a connector besides its definition.
 *
 * @param summary one sentence
 * @param streams the setting that lists the streams of a tap
 * @param destination where a target writes
 * @param adapter of a dbt plugin: `postgres`
 * @param secrets names of settings whose values are secret
 * @param packages that it is installed from
 * @param nativeScope how far the rules go by which it can be without a Singer process
 * @param nativeRules by name of the setting, what a loader without a Singer process does with it
 */
public record Connector(
    String name,
    PluginType type,
    String summary,
    Optional<StreamSetting> streams,
    Optional<Destination> destination,
    Optional<String> adapter,
    List<String> secrets,
    List<Distribution> packages,
    NativeScope nativeScope,
    Map<String, NativeRule> nativeRules) {

  public Connector {
    secrets = List.copyOf(secrets);
    packages = List.copyOf(packages);
    nativeRules = Collections.unmodifiableMap(new LinkedHashMap<>(nativeRules));
  }

  /**
   * A package of the index.
   *
   * @param version that was looked at, the newest of its day
   * @param python what that version asks for: `>=3.8,<3.12`
   */
  public record Distribution(String name, String version, String python) {}

  /**
   * A setting that holds a list with an item a stream.
   *
   * @param setting its name
   * @param file a setting that names a JSON file with the same list
   * @param stream key of an item that names the stream
   * @param keys key of an item that lists the key properties
   */
  public record StreamSetting(
      String setting, Optional<String> file, String stream, Optional<String> keys) {}

  /** What a target writes into. */
  public enum DestinationKind {
    DATABASE,
    FILES,
    OTHER
  }

  /**
   * Where a target writes.
   *
   * @param dialect of a database: whose rules its tables are read by
   * @param schema settings that name the schema; the first that a plugin has sends it elsewhere
   * @param path settings that name the database file or folder; the first that a plugin has sends
   *     it elsewhere
   * @param fixedBy settings that, when set, fix the place of streams all the same
   * @param connection by role, the settings that say how to reach a database
   */
  public record Destination(
      DestinationKind kind,
      Optional<String> dialect,
      List<String> schema,
      List<String> path,
      List<String> fixedBy,
      Map<String, List<String>> connection) {
    public Destination {
      schema = List.copyOf(schema);
      path = List.copyOf(path);
      fixedBy = List.copyOf(fixedBy);
      connection = Collections.unmodifiableMap(new LinkedHashMap<>(connection));
    }
  }
}
