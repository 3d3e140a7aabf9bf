package dev.m2d.report;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.Capabilities;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.yaml.Located;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names under which Meltano keeps bookmarks that a tap is handed again. */
final class StateIds {

  /** Stands for the environment in a state id of a project that defines none. */
  private static final String ANY = "ENVIRONMENT";

  private final ResolvedProject project;
  private final Map<String, Span> found = new LinkedHashMap<>();

  private StateIds(ResolvedProject project) {
    this.project = project;
  }

  /**
   * Every state id with the place that runs it first; those that differ in the environment alone
   * are one, as a shell expands braces: `{dev,prod}:tap-to-target`.
   */
  static Map<String, Span> of(ResolvedProject project) {
    StateIds ids = new StateIds(project);
    for (ResolvedJob job : project.jobs()) {
      for (Block block : job.blocks()) {
        if (block instanceof Block.ExtractLoad load && ids.takesState(load.extractor())) {
          ids.add(load);
        }
      }
    }
    for (ResolvedSchedule schedule : project.schedules()) {
      if (ids.loads(schedule)) {
        ids.found.putIfAbsent(schedule.name(), schedule.span());
      }
    }
    return ids.found;
  }

  /** Meltano keeps what a target says, but hands it to no tap that is not known to take it. */
  private boolean takesState(String extractor) {
    return project
        .plugin(new PluginId(PluginType.EXTRACTORS, extractor))
        .filter(p -> Capabilities.lacks(project, p, "state"))
        .isEmpty();
  }

  private boolean loads(ResolvedSchedule schedule) {
    return schedule.kind() instanceof ResolvedSchedule.Elt elt
        && !elt.transform().value().equals("only")
        && !elt.extractor().value().isEmpty()
        && !elt.loader().value().isEmpty()
        && takesState(elt.extractor().value());
  }

  private void add(Block.ExtractLoad load) {
    Map<String, List<String>> environments = new LinkedHashMap<>();
    for (ResolvedEnvironment e : project.environments()) {
      // As written, when it refers to a variable.
      Optional<String> suffix = e.stateIdSuffix().map(Located::value).filter(s -> !s.isEmpty());
      String id = ResolvedProject.stateId("", load.extractor(), load.loader(), suffix);
      environments.computeIfAbsent(id, i -> new ArrayList<>()).add(e.name());
    }
    if (environments.isEmpty()) {
      String id = ResolvedProject.stateId(ANY, load.extractor(), load.loader(), Optional.empty());
      found.putIfAbsent(id, load.span());
    }
    environments.forEach(
        (id, names) -> {
          String all = String.join(",", names);
          found.putIfAbsent((names.size() == 1 ? all : "{" + all + "}") + id, load.span());
        });
  }
}
