package dev.m2d.report;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.yaml.Located;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names under which Meltano keeps bookmarks. */
final class StateIds {

  /** Stands for the environment in a state id of a project that defines none. */
  private static final String ANY = "ENVIRONMENT";

  /** Every state id, in every environment, with the places that run it. */
  static Map<String, Set<Span>> of(ResolvedProject project) {
    Map<String, Set<Span>> found = new LinkedHashMap<>();
    for (ResolvedJob job : project.jobs()) {
      for (Block block : job.blocks()) {
        if (block instanceof Block.ExtractLoad load) {
          for (String id : ids(project, load.extractor(), load.loader())) {
            found.computeIfAbsent(id, i -> new LinkedHashSet<>()).add(load.span());
          }
        }
      }
    }
    for (ResolvedSchedule schedule : project.schedules()) {
      if (loads(schedule)) {
        found.computeIfAbsent(schedule.name(), i -> new LinkedHashSet<>()).add(schedule.span());
      }
    }
    return found;
  }

  /** Whether it is an EL schedule that moves data. */
  static boolean loads(ResolvedSchedule schedule) {
    return schedule.kind() instanceof ResolvedSchedule.Elt elt
        && !elt.transform().value().equals("only")
        && !elt.extractor().value().isEmpty()
        && !elt.loader().value().isEmpty();
  }

  private static List<String> ids(ResolvedProject project, String extractor, String loader) {
    if (project.environments().isEmpty()) {
      return List.of(ResolvedProject.stateId(ANY, extractor, loader, Optional.empty()));
    }
    return project.environments().stream()
        .map(e -> ResolvedProject.stateId(e.name(), extractor, loader, suffix(e)))
        .toList();
  }

  /** As written, when it refers to a variable. */
  private static Optional<String> suffix(ResolvedEnvironment environment) {
    return environment.stateIdSuffix().map(Located::value).filter(s -> !s.isEmpty());
  }

  private StateIds() {}
}
