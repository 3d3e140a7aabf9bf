package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The definition of a setting.
 *
 * @param env name that it is exported under besides its usual ones, never read
 * @param envAliases names that are read besides the usual ones
 * @param kind as Meltano takes it after its older spellings are translated
 * @param value default
 * @param options values allowed for kind `options`
 * @param gap the first option that has no value, for kind `options`
 * @param custom whether no definition names it: a value of the project made it known
 */
public record SettingDefinition(
    String name,
    List<String> aliases,
    Optional<String> env,
    List<String> envAliases,
    Optional<String> kind,
    Optional<Located<Value>> value,
    List<Value> options,
    Optional<OptionGap> gap,
    boolean sensitive,
    Optional<String> processor,
    Optional<String> postProcessor,
    boolean custom) {

  /** The kinds that Meltano knows. */
  public static final Set<String> KINDS =
      Set.of(
          "string",
          "integer",
          "boolean",
          "decimal",
          "date_iso8601",
          "email",
          "password",
          "oauth",
          "options",
          "file",
          "array",
          "object",
          "hidden");

  public SettingDefinition {
    aliases = List.copyOf(aliases);
    envAliases = List.copyOf(envAliases);
    options = List.copyOf(options);
  }

  /** Whether it is an extra. */
  public boolean isExtra() {
    return name.startsWith("_");
  }

  /** A definition that has nothing but a name, and a kind and default if given. */
  public static SettingDefinition of(
      String name, Optional<String> kind, Optional<Located<Value>> value, boolean custom) {
    return new SettingDefinition(
        name,
        List.of(),
        Optional.empty(),
        List.of(),
        kind,
        value,
        List.of(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        custom);
  }

  /** The definition that a value makes known, with the kind Meltano infers from it. */
  public static SettingDefinition inferred(String name, Value value) {
    return of(name, Optional.ofNullable(kindOf(value)), Optional.empty(), true);
  }

  private static @org.jspecify.annotations.Nullable String kindOf(Value value) {
    if (value instanceof Value.Bool) {
      return "boolean";
    }
    if (value instanceof Value.Int) {
      return "integer";
    }
    if (value instanceof Value.Real) {
      return "decimal";
    }
    if (value instanceof Value.Fields) {
      return "object";
    }
    return value instanceof Value.Items ? "array" : null;
  }

  /** The same with another default. */
  public SettingDefinition withValue(Located<Value> other) {
    return new SettingDefinition(
        name,
        aliases,
        env,
        envAliases,
        kind,
        Optional.of(other),
        options,
        gap,
        sensitive,
        processor,
        postProcessor,
        custom);
  }

  /** The same after it was written and read once more: what its kind said, flags say then. */
  SettingDefinition relocked() {
    boolean old = kind.filter(k -> Set.of("password", "oauth", "hidden").contains(k)).isPresent();
    return new SettingDefinition(
        name,
        aliases,
        env,
        envAliases,
        old ? Optional.of("string") : kind,
        value,
        options,
        gap,
        sensitive,
        processor,
        postProcessor,
        custom);
  }

  /** Reads a definition; empty when it has no name, which is reported. */
  public static Optional<SettingDefinition> parse(YamlMap map, Diagnostics sink) {
    MapReader in = new MapReader(map, sink, Code.M2D201);
    Optional<Located<String>> name = in.text("name");
    if (name.isEmpty()) {
      sink.add(Code.M2D202, map.span(), "A setting has no `name`.");
      return Optional.empty();
    }
    Optional<String> kind = in.text("kind").map(Located::value);
    if (in.node("kind").filter(k -> !k.value().isTrue()).isPresent()) {
      kind = Optional.empty();
    }
    if (kind.isPresent() && !KINDS.contains(kind.get())) {
      sink.add(
          Code.M2D226,
          in.node("kind").orElseThrow().span(),
          "The kind `" + kind.get() + "` is unknown." + DidYouMean.hint(kind.get(), KINDS));
      kind = Optional.empty();
    }
    boolean hidden = in.flag("hidden");
    boolean sensitive = in.flag("sensitive");
    if (kind.equals(Optional.of("hidden")) && hidden) {
      kind = Optional.of("string");
    }
    if (kind.equals(Optional.of("password")) || kind.equals(Optional.of("oauth"))) {
      kind = sensitive ? Optional.of("string") : kind;
      sensitive = true;
    }
    List<YamlNode> written = in.items("options");
    List<Value> options =
        written.stream()
            .flatMap(o -> o instanceof YamlMap option ? option.get("value").stream() : Stream.of())
            .map(YamlNode::value)
            .toList();
    Optional<OptionGap> gap =
        kind.equals(Optional.of("options")) ? OptionGap.among(written) : Optional.empty();
    gap.ifPresent(
        g ->
            sink.add(
                Code.M2D243,
                written.get(g.before()).span(),
                "An option of the setting `" + name.get().value() + "` has no `value`."));
    return Optional.of(
        new SettingDefinition(
            name.get().value(),
            in.texts("aliases"),
            in.text("env").map(Located::value),
            in.texts("env_aliases"),
            kind,
            in.node("value").map(n -> n.located()),
            options,
            gap,
            sensitive,
            in.text("value_processor").map(Located::value),
            in.text("value_post_processor").map(Located::value),
            false));
  }
}
