package dev.m2d.plan;

import dev.m2d.connector.Connector;
import dev.m2d.connector.NativeRule;
import dev.m2d.connector.NativeScope;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.meltano.resolve.Streams;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tells whether a pipeline can be written without taps and targets, by the connectors' rules. */
public final class NativeEligibility {

  /** What Meltano calls the variant of a plugin that names none. */
  private static final Set<String> UNNAMED = Set.of("", "default", "original");

  private final ResolvedProject project;

  /** For the pipelines of a project. */
  public NativeEligibility(ResolvedProject project) {
    this.project = project;
  }

  /** Whether its tap reads files. */
  public boolean readsFiles(PipelinePlan pipeline) {
    return plugin(PluginType.EXTRACTORS, pipeline.extractor())
        .filter(tap -> !rules(tap).isEmpty() || isNotYet(tap))
        .isPresent();
  }

  /** Why it stays with tap and target; empty when it need not. */
  public Optional<NativeRefusal> refusal(PipelinePlan pipeline) {
    Optional<ResolvedPlugin> tap = plugin(PluginType.EXTRACTORS, pipeline.extractor());
    Optional<ResolvedPlugin> target = plugin(PluginType.LOADERS, pipeline.loader());
    if (tap.isEmpty() || target.isEmpty()) {
      return refused("a plugin is missing", Span.ofFile("meltano.yml"));
    }
    return refusal(tap.get(), pipeline.mapped(), target.get());
  }

  /** The same of a tap and a target. */
  Optional<NativeRefusal> refusal(ResolvedPlugin tap, boolean mapped, ResolvedPlugin target) {
    if (isNotYet(tap)) {
      return refused("the files of `" + tap.name() + "` are not read natively yet", tap.span());
    }
    if (rules(tap).isEmpty()) {
      return refused("the tap `" + tap.name() + "` reads no CSV files", tap.span());
    }
    if (rules(target).isEmpty()) {
      return refused("the target `" + target.name() + "` is not target-postgres", target.span());
    }
    if (mapped) {
      return refused("a mapper stands between tap and target", tap.span());
    }
    return ofPlugin(tap)
        .or(() -> ofPlugin(target))
        .or(() -> ofDefinition(tap))
        .or(() -> unknownStreams(tap));
  }

  private static Optional<NativeRefusal> ofPlugin(ResolvedPlugin plugin) {
    String asked = scope(plugin).flatMap(NativeScope::variant).orElse("");
    String variant = variant(plugin);
    if (!variant.equals(asked)) {
      String has =
          UNNAMED.contains(variant)
              ? "names no variant, and no lock file does"
              : "is of variant `" + variant + "`";
      return refused(
          "`" + plugin.name() + "` " + has + ", and not of `" + asked + "`", plugin.span());
    }
    List<Setting> all = new ArrayList<>(plugin.settings());
    all.addAll(plugin.extras());
    for (Setting setting : all) {
      for (Located<Value> value : values(setting)) {
        Optional<String> why = reason(plugin, setting.name(), value.value());
        if (why.isPresent()) {
          return refused("`" + plugin.name() + "` has " + why.get(), value.span());
        }
      }
    }
    return Optional.empty();
  }

  /** Why a value of a setting, or a part of it, keeps the pipeline with its tap and target. */
  private static Optional<String> reason(ResolvedPlugin plugin, String name, Value value) {
    Optional<NativeRule> rule = rule(rules(plugin), name);
    if (rule.isEmpty()) {
      // Meltano's own extras change nothing that a tap or target sees.
      return name.startsWith("_") || !means(value)
          ? Optional.empty()
          : Optional.of("`" + name + "`, of which nobody knows what it does to rows");
    }
    Optional<String> own = reason(rule.get(), name, value);
    if (own.isPresent() || !(value instanceof Value.Items items)) {
      return own;
    }
    for (Value item : items.values()) {
      if (item instanceof Value.Fields fields) {
        for (Map.Entry<String, Value> part : fields.values().entrySet()) {
          String path = name + "[]." + part.getKey();
          Optional<String> why =
              rule(rules(plugin), path).flatMap(r -> reason(r, path, part.getValue()));
          if (why.isPresent()) {
            return why;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> reason(NativeRule rule, String name, Value value) {
    boolean refused =
        switch (rule.treatment()) {
          case IGNORED -> false;
          case SINGER -> means(value);
          case EXACT -> !isExact(rule, value);
        };
    String because = rule.reason().map(r -> ": " + uncapitalized(r)).orElse("");
    return refused ? Optional.of("`" + name + "`" + because) : Optional.empty();
  }

  /** What a variable stands for is known when it runs, and the kit looks then. */
  private static boolean isExact(NativeRule rule, Value value) {
    if (value instanceof Value.Items || value instanceof Value.Fields || !means(value)) {
      return true;
    }
    String text = PythonText.str(value);
    return text.contains("$")
        || (rule.values().isEmpty() || rule.values().contains(text))
            && rule.refused().filter(p -> p.matcher(text).matches()).isEmpty();
  }

  private static String uncapitalized(String sentence) {
    String words = sentence.replaceFirst("\\.$", "");
    boolean isWord = words.length() > 1 && Character.isLowerCase(words.charAt(1));
    return isWord || words.startsWith("A ")
        ? words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1)
        : words;
  }

  /** The rule of a name, of what it is a part of, or of what is not named itself. */
  private static Optional<NativeRule> rule(Map<String, NativeRule> rules, String name) {
    NativeRule found = rules.get(name);
    if (found != null) {
      return Optional.of(found);
    }
    return rules.values().stream()
        .filter(
            r ->
                r.setting().endsWith("*")
                    ? name.startsWith(r.setting().substring(0, r.setting().length() - 1))
                    : name.startsWith(r.setting() + "."))
        .findFirst();
  }

  private static boolean means(Value value) {
    return value.isTrue() && value.asText().filter("false"::equalsIgnoreCase).isEmpty();
  }

  private static List<Located<Value>> values(Setting setting) {
    List<Located<Value>> values = new ArrayList<>();
    for (Source source : setting.sources()) {
      if (source instanceof Source.Own own) {
        values.add(own.value());
      } else if (source instanceof Source.Environments environments) {
        values.addAll(environments.values().values());
      } else if (source instanceof Source.Default d && d.isWritten()) {
        values.add(d.value());
      }
    }
    return values;
  }

  /** Of a plugin that names no variant, the lock file says which is its default. */
  private static String variant(ResolvedPlugin plugin) {
    String variant = plugin.variant().orElse("");
    String lock = plugin.lock().orElse("").replaceFirst(".*--", "").replaceFirst("\\.lock$", "");
    return UNNAMED.contains(variant) && !lock.contains("/") ? lock : variant;
  }

  /** What is wrong with the file that names the streams in the place of a setting. */
  private Optional<NativeRefusal> ofDefinition(ResolvedPlugin tap) {
    Optional<String> name =
        tap.connector().flatMap(Connector::streams).flatMap(Connector.StreamSetting::file);
    for (Setting setting : tap.settings()) {
      if (name.filter(setting.name()::equals).isPresent()) {
        DefinitionFile file =
            new DefinitionFile(project, tap.connector().orElseThrow(), setting.name());
        for (Located<Value> value : values(setting)) {
          Optional<NativeRefusal> problem = file.problem(value);
          if (problem.isPresent()) {
            return problem;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** What a native pipeline does otherwise than tap and target, as sentences. */
  public List<String> differences(PipelinePlan pipeline) {
    return Stream.of(
            plugin(PluginType.EXTRACTORS, pipeline.extractor()),
            plugin(PluginType.LOADERS, pipeline.loader()))
        .flatMap(Optional::stream)
        .flatMap(plugin -> scope(plugin).stream())
        .flatMap(scope -> scope.differences().stream())
        .map(NativeScope.Difference::what)
        .toList();
  }

  private static Optional<NativeRefusal> unknownStreams(ResolvedPlugin tap) {
    return tap.streams().origin() == Streams.Origin.UNKNOWN
        ? refused("nothing names the streams of `" + tap.name() + "`", tap.span())
        : Optional.empty();
  }

  private static Optional<NativeRefusal> refused(String why, Span at) {
    return Optional.of(new NativeRefusal(why, at));
  }

  private static Map<String, NativeRule> rules(ResolvedPlugin plugin) {
    return plugin.connector().map(Connector::nativeRules).orElse(Map.of());
  }

  private static Optional<NativeScope> scope(ResolvedPlugin plugin) {
    return plugin.connector().map(Connector::nativeScope);
  }

  private static boolean isNotYet(ResolvedPlugin tap) {
    return scope(tap).filter(NativeScope::isNotYet).isPresent();
  }

  private Optional<ResolvedPlugin> plugin(PluginType type, String name) {
    return project.plugin(new PluginId(type, name));
  }
}
