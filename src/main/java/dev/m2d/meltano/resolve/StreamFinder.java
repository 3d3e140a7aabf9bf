package dev.m2d.meltano.resolve;

import dev.m2d.connector.Connector;
import dev.m2d.diagnostic.Span;
import dev.m2d.singer.CatalogFile;
import dev.m2d.singer.SelectPattern;
import dev.m2d.singer.SelectRules;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds the streams of a tap in its catalog, in the setting that lists them, or in `select`. */
final class StreamFinder {

  private final TextFiles files;

  StreamFinder(TextFiles files) {
    this.files = files;
  }

  /**
   * The streams of a tap.
   *
   * @param settings gives the places that the value of a setting may come from
   */
  Streams find(Optional<Connector> connector, Function<String, List<Source>> settings) {
    Optional<Streams> known =
        catalog(settings)
            .or(() -> connector.flatMap(Connector::streams).flatMap(s -> listed(s, settings)));
    if (known.isPresent()) {
      List<SelectRules> selects = selects(settings);
      List<Streams.Stream> selected =
          known.get().streams().stream()
              .filter(s -> selects.stream().anyMatch(rules -> rules.selects(s.id())))
              .toList();
      return new Streams(known.get().origin(), selected);
    }
    return named(settings);
  }

  /** The patterns of `select` without an environment and in each that has its own. */
  private static List<SelectRules> selects(Function<String, List<Source>> settings) {
    List<SelectRules> all = new ArrayList<>();
    for (Located<Value> value : values(settings, "_select")) {
      all.add(new SelectRules(patterns(value)));
    }
    return all;
  }

  private Optional<Streams> catalog(Function<String, List<Source>> settings) {
    for (Located<Value> value : values(settings, "_catalog")) {
      Optional<Path> path = path(value.value());
      if (path.isPresent()) {
        List<Streams.Stream> streams =
            CatalogFile.read(files, path.get()).stream()
                .map(e -> new Streams.Stream(e.id(), e.keys(), e.span()))
                .toList();
        return Optional.of(new Streams(Streams.Origin.CATALOG, streams));
      }
    }
    return Optional.empty();
  }

  private Optional<Path> path(Value value) {
    return value
        .asText()
        .map(t -> t.replaceFirst("^\\$(MELTANO_PROJECT_ROOT|\\{MELTANO_PROJECT_ROOT\\})/", ""))
        .filter(t -> !t.contains("$") && !t.isBlank())
        .flatMap(this::file)
        .filter(Files::isRegularFile);
  }

  private Optional<Path> file(String path) {
    try {
      return Optional.of(files.root().resolve(path));
    } catch (InvalidPathException e) {
      // No file can have such a name, so none is there.
      return Optional.empty();
    }
  }

  private Optional<Streams> listed(
      Connector.StreamSetting facts, Function<String, List<Source>> settings) {
    Map<String, Streams.Stream> streams = new LinkedHashMap<>();
    boolean complete = true;
    boolean found = false;
    for (Located<Value> value : values(settings, facts.setting())) {
      found = true;
      complete &= collect(facts, value.value(), value.span(), streams);
    }
    if (facts.file().isPresent()) {
      for (Located<Value> value : values(settings, facts.file().get())) {
        Optional<YamlNode> node = path(value.value()).flatMap(files::json);
        found = true;
        complete &=
            node.isPresent() && collect(facts, node.get().value(), node.get().span(), streams);
      }
    }
    return found && complete && !streams.isEmpty()
        ? Optional.of(new Streams(Streams.Origin.SETTING, List.copyOf(streams.values())))
        : Optional.empty();
  }

  /** Adds the streams of a list; false when a name is missing or known only at run time. */
  private static boolean collect(
      Connector.StreamSetting facts, Value list, Span span, Map<String, Streams.Stream> into) {
    if (!(list instanceof Value.Items items)) {
      return false;
    }
    boolean complete = true;
    for (Value item : items.values()) {
      Optional<String> id =
          item instanceof Value.Fields f && f.values().containsKey(facts.stream())
              ? f.values().get(facts.stream()).asText()
              : Optional.empty();
      if (id.isEmpty() || !Expansion.references(Value.text(id.get())).isEmpty()) {
        complete = false;
        continue;
      }
      List<String> keys =
          facts
              .keys()
              .map(k -> ((Value.Fields) item).values().get(k))
              .map(StreamFinder::texts)
              .orElse(List.of());
      into.putIfAbsent(id.get(), new Streams.Stream(id.get(), keys, span));
    }
    return complete;
  }

  /** Streams that `select` names; none when a pattern has a wildcard in its stream. */
  private static Streams named(Function<String, List<Source>> settings) {
    Map<String, Streams.Stream> streams = new LinkedHashMap<>();
    for (Located<Value> value : values(settings, "_select")) {
      List<SelectPattern> patterns = patterns(value);
      SelectRules rules = new SelectRules(patterns);
      for (SelectPattern p : patterns) {
        if (!p.negated() && !p.namesStream()) {
          return new Streams(Streams.Origin.UNKNOWN, List.of());
        }
        if (!p.negated() && rules.selects(p.stream())) {
          streams.putIfAbsent(p.stream(), new Streams.Stream(p.stream(), List.of(), value.span()));
        }
      }
    }
    return streams.isEmpty()
        ? new Streams(Streams.Origin.UNKNOWN, List.of())
        : new Streams(Streams.Origin.SELECT, List.copyOf(streams.values()));
  }

  /** The value without an environment, then those of the environments. */
  private static List<Located<Value>> values(Function<String, List<Source>> settings, String name) {
    List<Located<Value>> base = new ArrayList<>();
    List<Located<Value>> environments = new ArrayList<>();
    for (Source source : settings.apply(name)) {
      if (source instanceof Source.Own own && base.isEmpty()) {
        base.add(own.value());
      } else if (source instanceof Source.Default d && base.isEmpty()) {
        base.add(d.value());
      } else if (source instanceof Source.Environments e) {
        environments.addAll(e.values().values());
      }
    }
    base.addAll(environments);
    return base;
  }

  private static List<SelectPattern> patterns(Located<Value> select) {
    return texts(select.value()).stream().map(SelectPattern::parse).toList();
  }

  private static List<String> texts(Value value) {
    return value instanceof Value.Items items
        ? items.values().stream().map(PythonText::str).toList()
        : List.of();
  }
}
