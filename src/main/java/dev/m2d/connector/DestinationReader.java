package dev.m2d.connector;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.YamlMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the key `destination` of a connector. */
final class DestinationReader {
  private static final List<String> KEYS =
      List.of("kind", "dialect", "schema", "path", "fixed_by", "connection");
  private static final List<String> DIALECTS =
      List.of("postgres", "redshift", "snowflake", "bigquery", "duckdb", "sqlite");

  private DestinationReader() {}

  static Connector.Destination read(YamlMap map, Diagnostics sink) {
    MapReader in = new MapReader(map, sink, Code.M2D302);
    String kind = in.text("kind").map(Located::value).orElse("other").toUpperCase(Locale.ROOT);
    boolean right =
        Arrays.stream(Connector.DestinationKind.values()).anyMatch(k -> k.name().equals(kind));
    if (!right) {
      sink.add(Code.M2D302, map.span(), "The `kind` must be `database`, `files` or `other`.");
    }
    Optional<Located<String>> dialect = in.text("dialect");
    dialect
        .filter(d -> !DIALECTS.contains(d.value()))
        .ifPresent(
            d ->
                sink.add(
                    Code.M2D302,
                    d.span(),
                    "The `dialect` must be one of `" + String.join("`, `", DIALECTS) + "`."));
    Connector.Destination destination =
        new Connector.Destination(
            right ? Connector.DestinationKind.valueOf(kind) : Connector.DestinationKind.OTHER,
            dialect.map(Located::value).filter(DIALECTS::contains),
            in.texts("schema"),
            in.texts("path"),
            in.texts("fixed_by"),
            connection(new MapReader(in.mapOrEmpty("connection"), sink, Code.M2D302)));
    for (YamlMap.Entry e : in.rest().values()) {
      sink.add(
          Code.M2D302,
          e.keySpan(),
          "The key `"
              + e.key()
              + "` of a `destination` is unknown."
              + DidYouMean.hint(e.key(), KEYS));
    }
    return destination;
  }

  private static Map<String, List<String>> connection(MapReader in) {
    Map<String, List<String>> roles = new LinkedHashMap<>();
    for (YamlMap.Entry entry : in.map().entries().values()) {
      roles.put(entry.key(), in.texts(entry.key()));
    }
    return roles;
  }
}
