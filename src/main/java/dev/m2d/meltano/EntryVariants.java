package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Entries that define themselves and list `variants`, as Meltano 1 wrote definitions. */
final class EntryVariants {

  /** Keys of an entry that become extras then, since only its variants define anything. */
  private static final List<String> DEFINING =
      List.of(
          "pip_url",
          "executable",
          "capabilities",
          "settings_group_validation",
          "settings",
          "requires",
          "requires_meltano");

  /** The definition that the variant in use makes; empty, and reported, when there is none. */
  static Optional<Definition> choose(
      PluginType type, String name, YamlMap entry, PluginParser parser, Diagnostics sink) {
    YamlNode variants = entry.get("variants").orElseThrow();
    List<YamlMap> all =
        variants instanceof YamlList list
            ? list.items().stream()
                .filter(YamlMap.class::isInstance)
                .map(YamlMap.class::cast)
                .toList()
            : List.of();
    Value wanted = entry.get("variant").map(YamlNode::value).orElseGet(Value.Null::new);
    Optional<YamlMap> found =
        all.stream()
            .filter(v -> v.get("name").map(YamlNode::value).equals(Optional.of(wanted)))
            .findFirst();
    if (wanted.isNull() || wanted.equals(Value.text("default"))) {
      found = all.stream().findFirst();
    } else if (wanted.equals(Value.text("original"))) {
      found =
          all.stream()
              .filter(v -> v.get("original").filter(o -> o.value().isTrue()).isPresent())
              .findFirst()
              .or(() -> all.stream().findFirst());
    }
    if (found.isEmpty()) {
      sink.add(
          Code.M2D217,
          variants.span(),
          "Meltano refuses `variants`: the one that `" + name + "` uses is not among them.");
    }
    return found
        .flatMap(v -> parser.definition(type, name, asDefinition(v, entry), ""))
        .map(d -> d.withoutLock());
  }

  /** A variant in the form of a lock file. */
  private static YamlMap asDefinition(YamlMap variant, YamlMap entry) {
    Map<String, YamlMap.Entry> all = new LinkedHashMap<>(variant.entries());
    YamlMap.Entry name = all.remove("name");
    all.remove("python");
    if (name != null) {
      all.put("variant", new YamlMap.Entry("variant", name.keySpan(), name.value()));
    }
    for (String key : List.of("namespace", "python")) {
      entry.get(key).ifPresent(n -> all.put(key, new YamlMap.Entry(key, n.span(), n)));
    }
    return new YamlMap(all, variant.span());
  }

  /** The extras of such an entry: also what would define it, each null where it is not written. */
  static Map<String, YamlMap.Entry> extras(YamlMap entry, Map<String, YamlMap.Entry> rest) {
    Map<String, YamlMap.Entry> all = new LinkedHashMap<>();
    for (String key : DEFINING) {
      YamlMap.Entry written = entry.entries().get(key);
      YamlScalar nothing = new YamlScalar(new Value.Null(), "", entry.span());
      all.put(key, written == null ? new YamlMap.Entry(key, entry.span(), nothing) : written);
    }
    all.putAll(rest);
    all.remove("variants");
    return all;
  }

  private EntryVariants() {}
}
