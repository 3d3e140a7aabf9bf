package dev.m2d.report;

import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.meltano.resolve.Streams;
import dev.m2d.plan.DagsterPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The part of the audit that says what becomes of each plugin. */
final class PluginsPart {

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final Reasons reasons;
  private final Set<String> inBrokenSteps;

  PluginsPart(ResolvedProject project, DagsterPlan plan, Reasons reasons) {
    this.project = project;
    this.plan = plan;
    this.reasons = reasons;
    this.inBrokenSteps = inBrokenSteps(project);
  }

  List<Audit.Plugin> plugins() {
    Set<PluginId> used = used();
    Set<PluginId> parents = new HashSet<>();
    for (ResolvedPlugin plugin : project.plugins()) {
      plugin.parent().ifPresent(p -> parents.add(new PluginId(plugin.type(), p)));
    }
    return project.plugins().stream().map(p -> plugin(p, used, parents)).toList();
  }

  private Audit.Plugin plugin(ResolvedPlugin plugin, Set<PluginId> used, Set<PluginId> parents) {
    Optional<String> idle = idle(plugin);
    List<Audit.Reason> why = new ArrayList<>();
    Verdict verdict;
    boolean isUsed = used.contains(plugin.id());
    if (idle.isPresent() && !isUsed) {
      verdict = Verdict.NOT_NEEDED;
      why.add(Reasons.of(verdict, idle.get(), plugin.span(), ""));
    } else {
      if (!isUsed && !parents.contains(plugin.id())) {
        why.add(isInBrokenStep(plugin) ? inBrokenStep(plugin) : unused(plugin));
      }
      why.addAll(reasons.plugin(plugin.id()));
      verdict = Reasons.verdict(why);
    }
    List<String> streams =
        plugin.streams().streams().stream().map(Streams.Stream::id).distinct().toList();
    return new Audit.Plugin(
        plugin.type().key(),
        plugin.name(),
        plugin.variant().filter(v -> !v.equals("default")),
        plugin.parent(),
        streams,
        verdict,
        plugin.span(),
        why);
  }

  private static Optional<String> idle(ResolvedPlugin plugin) {
    return switch (plugin.type()) {
      case FILES -> Optional.of("It added files to the project and has no part in its runs.");
      case TRANSFORMS ->
          Optional.of("It added a dbt package to the project and has no part in its runs.");
      case ORCHESTRATORS -> Optional.of("It starts Meltano's schedules; Dagster does that itself.");
      default -> Optional.empty();
    };
  }

  /** Whether a step that cannot be converted names it. */
  private boolean isInBrokenStep(ResolvedPlugin plugin) {
    return inBrokenSteps.contains(plugin.name())
        || plugin.mappings().keySet().stream().anyMatch(inBrokenSteps::contains);
  }

  /** The names of plugins and mappings in steps that cannot be converted. */
  private static Set<String> inBrokenSteps(ResolvedProject project) {
    return project.jobs().stream()
        .flatMap(j -> j.blocks().stream())
        .filter(Block.Broken.class::isInstance)
        .map(b -> ((Block.Broken) b).text())
        .distinct()
        .flatMap(text -> Arrays.stream(text.split("\\s+")))
        .map(word -> word.split(":", 2)[0])
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Audit.Reason inBrokenStep(ResolvedPlugin plugin) {
    return Reasons.of(
        Verdict.DECISION,
        "Only steps that cannot be converted name it; see their jobs.",
        plugin.span(),
        "");
  }

  private static Audit.Reason unused(ResolvedPlugin plugin) {
    boolean isPartOfRuns =
        plugin.type() == PluginType.EXTRACTORS
            || plugin.type() == PluginType.LOADERS
            || plugin.runsDbt();
    return isPartOfRuns
        ? Reasons.of(
            Verdict.DECISION,
            "No job and no schedule names it: its settings are carried over, but nothing runs it.",
            plugin.span(),
            "Name a run of it under `jobs:` in m2d.yaml, or remove it from the project.")
        : Reasons.of(
            Verdict.DIFFERENT,
            "No job and no schedule names it: its settings are carried over, but who starts it by"
                + " hand needs Meltano for it, or a job.",
            plugin.span(),
            "Name a run of it under `jobs:` in m2d.yaml, if Dagster is to run it.");
  }

  private Set<PluginId> used() {
    Set<PluginId> used = new HashSet<>();
    for (ResolvedJob job : project.jobs()) {
      for (Block block : job.blocks()) {
        if (block instanceof Block.ExtractLoad load) {
          used.add(new PluginId(PluginType.EXTRACTORS, load.extractor()));
          used.add(new PluginId(PluginType.LOADERS, load.loader()));
          load.mappings().forEach(m -> used.add(new PluginId(PluginType.MAPPERS, m.mapper())));
        } else if (block instanceof Block.PluginCommand command) {
          used.add(command.plugin());
        }
      }
    }
    for (ResolvedSchedule schedule : project.schedules()) {
      if (schedule.kind() instanceof ResolvedSchedule.Elt elt) {
        used.add(new PluginId(PluginType.EXTRACTORS, elt.extractor().value()));
        used.add(new PluginId(PluginType.LOADERS, elt.loader().value()));
      }
    }
    plan.dbt()
        .forEach(
            d ->
                PluginType.ofKey(d.type())
                    .ifPresent(type -> used.add(new PluginId(type, d.plugin()))));
    return used;
  }
}
