package dev.m2d.report;

import static java.util.Map.entry;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Command;
import dev.m2d.meltano.resolve.DefinitionKind;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why a part of the project is not simply converted: what the findings and the plan say of it. */
final class Reasons {

  /** What a finding means for the part that it names. */
  private static final Map<Code, Verdict> VERDICTS =
      Map.ofEntries(
          entry(Code.M2D211, Verdict.DECISION),
          entry(Code.M2D219, Verdict.DIFFERENT),
          entry(Code.M2D220, Verdict.UNSUPPORTED),
          entry(Code.M2D221, Verdict.UNSUPPORTED),
          entry(Code.M2D222, Verdict.UNSUPPORTED),
          entry(Code.M2D224, Verdict.UNSUPPORTED),
          entry(Code.M2D225, Verdict.UNSUPPORTED),
          entry(Code.M2D263, Verdict.DIFFERENT),
          entry(Code.M2D401, Verdict.DECISION),
          entry(Code.M2D501, Verdict.DIFFERENT),
          entry(Code.M2D502, Verdict.DIFFERENT),
          entry(Code.M2D503, Verdict.DECISION),
          entry(Code.M2D506, Verdict.DECISION),
          entry(Code.M2D508, Verdict.DIFFERENT),
          entry(Code.M2D509, Verdict.UNSUPPORTED),
          entry(Code.M2D510, Verdict.DIFFERENT));

  private final ResolvedProject project;
  private final Map<Span, List<Diagnostic>> byPlace = new HashMap<>();
  private final Map<String, Diagnostic> clashes = new HashMap<>();
  private final Map<PluginId, List<Audit.Reason>> ofPlugins = new HashMap<>();

  Reasons(ResolvedProject project, List<Diagnostic> findings) {
    this.project = project;
    for (Diagnostic d : findings) {
      for (Span at : d.everywhere()) {
        byPlace.computeIfAbsent(at, s -> new ArrayList<>(1)).add(d);
      }
      if (d.code() == Code.M2D502) {
        clashes.put(lastQuoted(d.message()), d);
      }
    }
  }

  private static String lastQuoted(String message) {
    int end = message.lastIndexOf('`');
    return message.substring(message.lastIndexOf('`', end - 1) + 1, end);
  }

  /** The worst verdict of all; converted when there is no reason against it. */
  static Verdict verdict(List<Audit.Reason> reasons) {
    return reasons.stream().map(Audit.Reason::verdict).reduce(Verdict.CONVERTED, Verdict::or);
  }

  /** A reason of the code's own verdict, or of a mildest other one. */
  static Audit.Reason of(Diagnostic d) {
    return new Audit.Reason(
        VERDICTS.getOrDefault(d.code(), Verdict.UNSUPPORTED),
        d.message(),
        d.at(),
        Optional.of(d.code()),
        d.hint());
  }

  static Audit.Reason of(Verdict verdict, String text, Span at, String cure) {
    return new Audit.Reason(
        verdict,
        text,
        Optional.of(at),
        Optional.empty(),
        Optional.of(cure).filter(c -> !c.isEmpty()));
  }

  /** What the findings at these places say, of those codes. */
  List<Audit.Reason> at(Set<Span> places, Set<Code> codes) {
    return places.stream()
        .flatMap(p -> byPlace.getOrDefault(p, List.of()).stream())
        .filter(d -> codes.contains(d.code()))
        .distinct()
        .map(Reasons::of)
        .distinct()
        .toList();
  }

  /** Of a tap, mappers and a target. */
  List<Audit.Reason> pipeline(PipelinePlan pipeline) {
    List<Audit.Reason> reasons = new ArrayList<>();
    reasons.addAll(ofPlugin(new PluginId(PluginType.EXTRACTORS, pipeline.extractor())));
    pipeline.mappers().stream()
        .distinct()
        .forEach(m -> reasons.addAll(ofPlugin(new PluginId(PluginType.MAPPERS, m))));
    reasons.addAll(ofPlugin(new PluginId(PluginType.LOADERS, pipeline.loader())));
    for (Span at : pipeline.origins()) {
      byPlace.getOrDefault(at, List.of()).stream()
          .filter(d -> d.code() == Code.M2D501)
          .filter(d -> d.message().contains("`" + pipeline.text() + "`"))
          .forEach(d -> reasons.add(of(d)));
    }
    pipeline
        .streams()
        .forEach(
            s -> {
              Diagnostic clash = clashes.get(String.join("/", s.key()));
              if (clash != null) {
                reasons.add(of(clash));
              }
            });
    return List.copyOf(reasons);
  }

  /** Of a command of a plugin. */
  List<Audit.Reason> command(PluginId id, Optional<String> name, Span at) {
    List<Audit.Reason> reasons = new ArrayList<>(ofPlugin(id));
    Optional<ResolvedPlugin> plugin = project.plugin(id).filter(ResolvedPlugin::runsDbt);
    if (plugin.isPresent() && cleansFirst(plugin.get(), name)) {
      reasons.add(
          of(
              Verdict.DIFFERENT,
              "Meltano's dbt extension runs `dbt clean` and `dbt deps` before this command; here it"
                  + " runs alone, on the packages that the build of the project installed.",
              at,
              "Run `python -m dagster_project.dbt prepare` in the build."));
    }
    return List.copyOf(reasons);
  }

  private static boolean cleansFirst(ResolvedPlugin plugin, Optional<String> name) {
    Optional<Command> command = name.flatMap(plugin::command);
    String program = command.flatMap(Command::executable).orElse(plugin.executable());
    String verb = command.map(c -> c.args().strip().split("\\s+", -1)[0]).or(() -> name).orElse("");
    boolean skips =
        plugin.setting("skip_pre_invoke").stream()
            .map(Setting::sources)
            .flatMap(List::stream)
            .anyMatch(s -> s instanceof Source.Own own && isTrue(own.value().value()));
    return program.equals("dbt_invoker") && !Set.of("deps", "clean").contains(verb) && !skips;
  }

  private static boolean isTrue(Value value) {
    return value.equals(new Value.Bool(true));
  }

  /** What a plugin's reasons, which are told with the plugin, mean for what runs it. */
  List<Audit.Reason> ofPlugin(PluginId id) {
    List<Audit.Reason> reasons = plugin(id);
    if (reasons.isEmpty()) {
      return reasons;
    }
    Verdict verdict = verdict(reasons);
    Audit.Reason worst =
        reasons.stream().filter(r -> r.verdict() == verdict).findFirst().orElseThrow();
    String text =
        "`"
            + id
            + "` "
            + (verdict == Verdict.DECISION ? "" : "is ")
            + verdict.label()
            + "; see the plugin.";
    return List.of(new Audit.Reason(verdict, text, worst.at(), worst.code(), Optional.empty()));
  }

  /** Of a plugin and what it inherits from. */
  List<Audit.Reason> plugin(PluginId id) {
    return ofPlugins.computeIfAbsent(id, this::findPlugin);
  }

  private List<Audit.Reason> findPlugin(PluginId id) {
    List<Audit.Reason> reasons = new ArrayList<>();
    Set<PluginId> seen = new HashSet<>();
    Optional<ResolvedPlugin> plugin = project.plugin(id);
    while (plugin.isPresent() && seen.add(plugin.get().id())) {
      ResolvedPlugin p = plugin.get();
      Set<Code> codes = p.id().equals(id) ? Set.of(Code.M2D211, Code.M2D401) : Set.of(Code.M2D211);
      List<Audit.Reason> own = at(Set.of(p.span()), codes);
      reasons.addAll(own);
      boolean told = own.stream().anyMatch(r -> r.code().equals(Optional.of(Code.M2D211)));
      if (p.definition() == DefinitionKind.MISSING && !told) {
        reasons.add(
            of(
                Verdict.DECISION,
                "The definition of `" + p.name() + "` is not in the project.",
                p.span(),
                Code.M2D211.remedy()));
      }
      PluginType type = p.type();
      plugin = p.parent().flatMap(name -> project.plugin(new PluginId(type, name)));
    }
    return List.copyOf(reasons);
  }
}
