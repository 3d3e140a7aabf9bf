package dev.m2d.meltano.resolve;

import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonEquality;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value of a setting under one Meltano environment and one set of variables, layer by
 * layer, as Meltano does.
 */
abstract class SettingsService {

  private static final Value NULL = new Value.Null();

  private final Map<String, String> dotenv;

  /** What was found, by the ways of asking and by name. */
  private final List<Map<String, Found>> cache =
      List.of(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());

  private final Map<String, SettingDefinition> byName = new HashMap<>();
  private final Map<String, SettingDefinition> byAnyName = new HashMap<>();
  private @Nullable Map<String, String> plainExports;
  private @Nullable Map<String, String> exports;
  private @Nullable Map<String, String> allVariables;
  private @Nullable Map<String, String> variablesOfExtras;
  private @Nullable Set<String> wholes;
  private boolean checked;

  SettingsService(Map<String, String> dotenv) {
    this.dotenv = dotenv;
  }

  /** Every setting, extras included, in order. */
  abstract List<SettingDefinition> definitions();

  /** The variables of the process with everything laid over them. */
  abstract Map<String, String> variables();

  /** A variable as Meltano has it: `env:` blocks may hold what is no text. */
  Value variable(String name) {
    return Value.text(variables().getOrDefault(name, ""));
  }

  abstract List<String> readVariables(SettingDefinition setting);

  abstract List<String> writtenVariables(SettingDefinition setting);

  /** Where a variable of {@link #variables} gets its value. */
  abstract Origin origin(String variable);

  /** Whose entry the values are. */
  abstract String owner();

  /** Values under the active environment by dotted name; empty when there is none. */
  abstract Map<String, YamlNode> environmentValues();

  /** Values of the entry itself by dotted name. */
  abstract Map<String, YamlNode> ownValues();

  abstract Optional<? extends SettingsService> parent();

  abstract boolean strict();

  Map<String, String> dotenv() {
    return dotenv;
  }

  /** The value of a setting, expanded and cast. */
  Found get(SettingDefinition setting) {
    return get(setting, true, false);
  }

  Found get(SettingDefinition setting, boolean expand, boolean bulk) {
    // How a parent is asked makes no difference where there is none.
    int way = (expand ? 2 : 0) + (bulk && parent().isPresent() ? 1 : 0);
    Map<String, Found> found = cache.get(way);
    Found known = found.get(setting.name());
    if (known == null) {
      known = find(setting, expand, bulk);
      found.put(setting.name(), known);
    }
    return known;
  }

  private Found find(SettingDefinition setting, boolean expand, boolean bulk) {
    if (setting.isExtra()) {
      // Their errors are errors of every extra, whether it refers to them or not.
      plainExports();
    }
    Found found = layered(setting, bulk);
    if (expand && found.expandable()) {
      found = expanded(setting, found);
    }
    if (setting.kind().equals(Optional.of("object"))
        && (found.layer() == Layer.DEFAULT || found.layer() == Layer.INHERITED)) {
      found = gathered(setting, found, expand);
    }
    Found result = found.expandable() ? found : found.with(Casting.cast(setting, found.value()));
    return result.value() instanceof Value.Timestamp
        ? result
        : result.with(result.value().copied());
  }

  private Found expanded(SettingDefinition setting, Found found) {
    // Not a number is not equal to itself, so Meltano takes it for one that expansion changed.
    boolean unequal = found.value() instanceof Value.Real r && Double.isNaN(r.value());
    if (!unequal && !Expansion.concerns(found.value())) {
      return found.settled();
    }
    Map<String, String> variables = setting.isExtra() ? variablesOfExtras() : allVariables();
    Value value = found.value();
    Value after;
    try {
      after = Expansion.value(value, variables, strict());
    } catch (Expansion.Undefined e) {
      throw new ResolveError("EnvironmentVariableNotSetError", String.valueOf(e.getMessage()));
    }
    if (Casting.truthy(value) && !Casting.truthy(after)) {
      after = NULL;
    }
    return after.equals(value) && !unequal
        ? found.settled()
        : found.expandedTo(after, value, variables);
  }

  private Map<String, String> allVariables() {
    if (allVariables == null) {
      allVariables = Layers.of(variables(), dotenv);
    }
    return allVariables;
  }

  private Map<String, String> variablesOfExtras() {
    if (variablesOfExtras == null) {
      variablesOfExtras = Layers.of(plainExports(), allVariables());
    }
    return variablesOfExtras;
  }

  /** An object whose own value is a default gives way to its leaves, if any are known. */
  private Found gathered(SettingDefinition setting, Found found, boolean expand) {
    Map<String, Value> leaves = new LinkedHashMap<>();
    Layer layer = found.layer();
    Origin origin = found.origin();
    for (String name : names(setting)) {
      if (!wholes().contains(name)) {
        continue;
      }
      String prefix = name + ".";
      for (SettingDefinition leaf : definitions()) {
        if (leaf.name().startsWith(prefix)) {
          Found value = get(leaf, expand, true);
          String key = leaf.name().substring(prefix.length());
          if (leaves.putIfAbsent(key, value.value()) == null
              && value.layer().compareTo(layer) < 0) {
            layer = value.layer();
            origin = value.origin();
          }
        }
      }
    }
    return leaves.isEmpty() ? found : found.gathered(new Value.Fields(leaves), layer, origin);
  }

  private Set<String> wholes() {
    if (wholes == null) {
      wholes = Nesting.wholes(definitions().stream().map(SettingDefinition::name).toList());
    }
    return wholes;
  }

  private Found layered(SettingDefinition setting, boolean bulk) {
    Found found = variable(setting, variables(), Layer.ENV);
    if (found == null) {
      found = variable(setting, dotenv, Layer.DOTENV);
    }
    if (found == null) {
      found = written(setting, environmentValues(), Layer.MELTANO_ENVIRONMENT);
    }
    if (found == null) {
      found = written(setting, ownValues(), Layer.MELTANO_YML);
    }
    if (found == null) {
      found = inherited(setting, bulk);
    }
    if (found != null) {
      return found;
    }
    Optional<Located<Value>> usual = setting.value();
    Value value = usual.isPresent() ? usual.get().value() : NULL;
    Origin origin = new Origin(Layer.DEFAULT, usual.map(Located::span), owner());
    return new Found(value, Layer.DEFAULT, !value.isNull(), null, null, null, origin);
  }

  private @Nullable Found variable(
      SettingDefinition setting, Map<String, String> variables, Layer layer) {
    if (!isAny(readVariables(setting), variables)) {
      return null;
    }
    List<String> set =
        readVariables(setting).stream().filter(n -> variables.containsKey(key(n))).toList();
    if (set.size() > 1) {
      boolean equal = PythonEquality.agree(set.stream().map(n -> text(variables, n)).toList());
      String names =
          dev.m2d.yaml.PythonText.repr(new Value.Items(set.stream().map(Value::text).toList()));
      throw equal
          ? new ResolveError(
              "MultipleEnvVarsSetException",
              "Error: Setting value set via multiple environment variables: " + names)
          : new ResolveError(
              "ConflictingSettingValueException",
              "Conflicting values for setting found in: " + names);
    }
    String name = set.get(0);
    String key = key(name);
    Value value = layer == Layer.ENV ? variable(key) : Value.text(variables.getOrDefault(key, ""));
    if (!name.equals(key)) {
      boolean truth = Casting.isTrue(value);
      value = Value.text(truth ? "False" : "True");
    }
    if (value.isNull()) {
      return null;
    }
    Origin origin = layer == Layer.DOTENV ? Origin.dotenv(key, owner()) : origin(key);
    return new Found(value, layer, false, key, null, null, origin);
  }

  private static Value text(Map<String, String> variables, String name) {
    return Value.text(variables.getOrDefault(key(name), ""));
  }

  private static boolean isAny(List<String> names, Map<String, String> variables) {
    for (int i = 0; i < names.size(); i++) {
      if (variables.containsKey(key(names.get(i)))) {
        return true;
      }
    }
    return false;
  }

  /** A `!` before an alias turns its truth round. */
  private static String key(String name) {
    return name.startsWith("!") ? name.substring(1) : name;
  }

  private @Nullable Found written(
      SettingDefinition setting, Map<String, YamlNode> values, Layer layer) {
    String key = setting.name();
    if (!setting.aliases().isEmpty()) {
      List<String> keys = names(setting).stream().filter(values::containsKey).toList();
      if (keys.isEmpty()) {
        return null;
      }
      if (!PythonEquality.agree(keys.stream().map(k -> valueOf(values, k)).toList())) {
        throw new ResolveError(
            "ConflictingSettingValueException", "Conflicting values for setting found in: " + keys);
      }
      key = keys.get(0);
    }
    YamlNode node = values.get(key);
    Value value = node == null ? NULL : node.value();
    if (node == null || value.isNull()) {
      return null;
    }
    Origin origin = new Origin(layer, Optional.of(node.span()), owner());
    return new Found(value, layer, true, null, key, null, origin);
  }

  private static Value valueOf(Map<String, YamlNode> values, String key) {
    YamlNode node = values.get(key);
    return node == null ? NULL : node.value();
  }

  private @Nullable Found inherited(SettingDefinition setting, boolean bulk) {
    Optional<? extends SettingsService> above = parent();
    if (above.isEmpty()) {
      return null;
    }
    if (bulk) {
      above.get().ensureAll();
    }
    Optional<SettingDefinition> there = above.get().definition(setting.name(), bulk);
    if (there.isEmpty()) {
      if (bulk) {
        throw new ResolveError("KeyError", "'" + setting.name() + "'");
      }
      return null;
    }
    Found found = above.get().get(there.get(), false, bulk);
    if (found.value().isNull() || found.layer() == Layer.DEFAULT) {
      return null;
    }
    return new Found(
        found.value(), Layer.INHERITED, found.expandable(), null, null, null, found.origin());
  }

  /** The first definition of that name, or also of that alias. */
  Optional<SettingDefinition> definition(String name, boolean exact) {
    if (byName.isEmpty()) {
      for (SettingDefinition d : definitions()) {
        byName.putIfAbsent(d.name(), d);
        byAnyName.putIfAbsent(d.name(), d);
        d.aliases().forEach(a -> byAnyName.putIfAbsent(a, d));
      }
    }
    return Optional.ofNullable((exact ? byName : byAnyName).get(name));
  }

  /** All at once Meltano asks a parent for everything, so that one bad value spoils the rest. */
  void ensureAll() {
    if (!checked) {
      definitions().forEach(d -> get(d, false, true));
      checked = true;
    }
  }

  static List<String> names(SettingDefinition setting) {
    if (setting.aliases().isEmpty()) {
      return List.of(setting.name());
    }
    List<String> names = new java.util.ArrayList<>(List.of(setting.name()));
    names.addAll(setting.aliases());
    return names;
  }

  private Map<String, String> plainExports() {
    if (plainExports == null) {
      plainExports = exports(definitions().stream().filter(d -> !d.isExtra()).toList());
    }
    return plainExports;
  }

  /** Every setting that has a value, as variables. */
  Map<String, String> exports() {
    if (exports == null) {
      exports = Collections.unmodifiableMap(exports(definitions()));
    }
    return exports;
  }

  private Map<String, String> exports(List<SettingDefinition> settings) {
    Map<String, String> exports = new LinkedHashMap<>();
    for (SettingDefinition setting : settings) {
      Value value = get(setting, true, true).value();
      if (!value.isNull()) {
        String text = Casting.stringify(setting, value);
        for (String name : writtenVariables(setting)) {
          if (!name.startsWith("!")) {
            exports.put(name, text);
          }
        }
      }
    }
    return exports;
  }
}
