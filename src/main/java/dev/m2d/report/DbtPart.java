package dev.m2d.report;

import dev.m2d.dbt.DbtProject;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.DbtPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of the audit that says what dbt needs. */
final class DbtPart {

  private final ResolvedProject project;
  private final DagsterPlan plan;

  private DbtPart(ResolvedProject project, DagsterPlan plan) {
    this.project = project;
    this.plan = plan;
  }

  /** One entry a plugin that runs dbt. */
  static List<Audit.DbtNeeds> of(ResolvedProject project, DagsterPlan plan) {
    DbtPart part = new DbtPart(project, plan);
    return project.plugins().stream().filter(ResolvedPlugin::runsDbt).map(part::needs).toList();
  }

  private Audit.DbtNeeds needs(ResolvedPlugin plugin) {
    Optional<DbtProject> dbt = plugin.dbtProject(project);
    Optional<DbtPlan> used = used(plugin.id());
    List<String> packages =
        plugin.pipUrl().map(u -> PackagesPart.requirements(u.value())).orElse(List.of()).stream()
            .filter(r -> r.startsWith("dbt"))
            .toList();
    Set<List<String>> filled = new HashSet<>();
    plan.pipelines().forEach(p -> p.streams().forEach(s -> filled.add(s.key())));
    List<DbtProject.Source> sources = dbt.map(DbtProject::sources).orElse(List.of());
    long fed =
        sources.stream()
            .map(s -> s.assetKey().orElseGet(() -> List.of(s.source(), s.table())))
            .filter(filled::contains)
            .count();
    return new Audit.DbtNeeds(
        plugin.id().toString(),
        plugin.span(),
        dbt.map(d -> d.folder().isEmpty() ? "." : d.folder()),
        count(dbt, DbtProject.NodeKind.MODEL),
        count(dbt, DbtProject.NodeKind.SEED),
        count(dbt, DbtProject.NodeKind.SNAPSHOT),
        dbt.map(d -> d.tests().size()).orElse(0),
        sources.size(),
        (int) fed,
        packages,
        sentences(dbt, used, packages));
  }

  private Optional<DbtPlan> used(PluginId id) {
    return plan.dbt().stream()
        .filter(d -> PluginType.ofKey(d.type()).filter(id.type()::equals).isPresent())
        .filter(d -> d.plugin().equals(id.name()))
        .findFirst();
  }

  private static List<String> sentences(
      Optional<DbtProject> dbt, Optional<DbtPlan> used, List<String> packages) {
    List<String> needs = new ArrayList<>();
    if (used.isEmpty()) {
      needs.add("No job and no schedule runs it, so its models are no assets yet.");
    } else if (used.get().ownEnvironment()) {
      needs.add(
          "Its versions of dbt do not work with dagster-dbt, so dbt runs in an environment of its"
              + " own.");
    } else if (packages.stream().noneMatch(p -> p.matches("dbt-core[<>=~!].*"))) {
      needs.add("It names no version of dbt-core; the generated project takes one itself.");
    }
    if (dbt.isEmpty()) {
      needs.add("Its dbt project was not found, so its models are not known.");
      return needs;
    }
    if (!dbt.get().requiredVersions().isEmpty()) {
      needs.add(
          "Its dbt_project.yml requires dbt "
              + String.join(", ", dbt.get().requiredVersions())
              + ".");
    }
    needs.add(
        dbt.get().profileFiles().isEmpty()
            ? "No profiles.yml was found beside its dbt_project.yml or below `profiles`."
            : "Its profiles: " + String.join(", ", dbt.get().profileFiles()) + ".");
    if (dbt.get().packages()) {
      needs.add("It has dbt packages, which the build installs.");
    }
    if (used.isPresent()) {
      needs.add(
          "Its manifest is part of the build: run `python -m dagster_project.dbt prepare` when"
              + " models change.");
    }
    return needs;
  }

  private static int count(Optional<DbtProject> dbt, DbtProject.NodeKind kind) {
    return (int)
        dbt.map(DbtProject::nodes).orElse(List.of()).stream().filter(n -> n.kind() == kind).count();
  }
}
