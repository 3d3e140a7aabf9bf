package dev.m2d.report;

import dev.m2d.config.LoadOptions;
import dev.m2d.config.TaskEntry;
import dev.m2d.config.ToolConfig;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.SecretNames;
import dev.m2d.meltano.resolve.Secrets;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.JobPlan;
import dev.m2d.proposal.Adoption;
import dev.m2d.proposal.Proposal;
import dev.m2d.scan.Call;
import dev.m2d.scan.Unclear;
import dev.m2d.scan.Verb;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The part of the audit about pipelines that are not in meltano.yml. */
final class OutsidePart {

  private static final String MASK = "(redacted)";
  private static final Comparator<Outside> BY_PLACE =
      Comparator.comparing(Outside::fate)
          .thenComparing(o -> o.at().file())
          .thenComparing(o -> o.at().line())
          .thenComparing(o -> o.at().column());

  private static final Set<PluginType> SINGER = Set.of(PluginType.EXTRACTORS, PluginType.LOADERS);

  private final Adoption found;
  private final ResolvedProject project;
  private final SecretNames secrets;
  private final Map<Span, String> jobs = new HashMap<>();

  private OutsidePart(Adoption found, ResolvedProject project, DagsterPlan plan) {
    this.found = found;
    this.project = project;
    this.secrets = SecretNames.of(project);
    for (JobPlan job : plan.jobs()) {
      job.origins().forEach(o -> jobs.put(o, job.name()));
    }
  }

  /** What needs a person first, then by place. */
  static List<Outside> of(Adoption found, ResolvedProject project, DagsterPlan plan) {
    return new OutsidePart(found, project, plan).all();
  }

  private List<Outside> all() {
    List<Outside> rows = new ArrayList<>();
    found.scan().unclear().forEach(u -> rows.add(unclear(u)));
    found.open().forEach(p -> rows.add(row(p, Outside.Fate.PROPOSED, open(p))));
    found.taken().forEach(p -> rows.add(row(p, Outside.Fate.JOB, p.notes())));
    found.settled().forEach((p, entry) -> rows.add(row(p, Outside.Fate.SETTLED, settled(entry))));
    List<Span> told =
        Stream.of(found.open(), found.taken(), List.copyOf(found.settled().keySet()))
            .flatMap(List::stream)
            .flatMap(p -> p.job().tasks().stream())
            .map(TaskEntry::span)
            .toList();
    for (Call call : found.scan().calls()) {
      if (call.verb().runs() && !told.contains(call.at())) {
        rows.add(covered(call));
      }
    }
    rows.sort(BY_PLACE);
    return rows;
  }

  private static Outside unclear(Unclear u) {
    return new Outside(
        u.unit(),
        u.at(),
        Outside.Fate.UNCLEAR,
        Optional.empty(),
        List.of(safe(u.text())),
        Map.of(),
        Optional.empty(),
        List.of(u.why()));
  }

  private static List<String> open(Proposal p) {
    List<String> why = new ArrayList<>(p.doubts());
    if (p.plain()) {
      why.add("m2d.yaml says `scan: false`.");
    }
    why.addAll(p.notes());
    return why;
  }

  private static List<String> settled(ToolConfig.JobEntry entry) {
    return List.of(
        (entry.drop() ? "It is dropped" : "Other tasks take its place")
            + " ("
            + entry.span()
            + ").");
  }

  private Outside row(Proposal p, Outside.Fate fate, List<String> why) {
    ToolConfig.JobEntry job = p.job();
    Map<String, String> variables = new LinkedHashMap<>();
    job.env().forEach((name, value) -> variables.put(name, safe(name, value.value())));
    Optional<String> zone = job.timezone().map(z -> " " + z.value());
    return new Outside(
        p.unit(),
        p.at(),
        fate,
        fate == Outside.Fate.SETTLED ? Optional.empty() : Optional.of(name(p)),
        job.tasks().stream().map(OutsidePart::step).map(OutsidePart::safe).toList(),
        variables,
        job.schedule().map(s -> s.value() + zone.orElse("")),
        why.stream().map(OutsidePart::safe).toList());
  }

  /** Under the name that the plan gave it, where it has one. */
  private String name(Proposal p) {
    return Optional.ofNullable(jobs.get(p.job().span()))
        .or(() -> p.job().name().map(n -> jobs.get(n.span())))
        .orElse(p.name());
  }

  private static String step(TaskEntry task) {
    if (task instanceof TaskEntry.Run run) {
      return PythonText.str(run.words().value()) + options(run.options());
    }
    if (task instanceof TaskEntry.Elt elt) {
      String transform = elt.transform().equals("skip") ? "" : " --transform=" + elt.transform();
      return elt.words().value() + transform + options(elt.options());
    }
    return task instanceof TaskEntry.Invoke invoke
        ? invoke.words().value()
        : "$ " + ((TaskEntry.Program) task).command().value();
  }

  private static String options(LoadOptions o) {
    return (o.fullRefresh() ? " --full-refresh" : "")
        + (o.refreshCatalog() ? " --refresh-catalog" : "")
        + o.stateId().map(id -> " --state-id=" + id).orElse("")
        + o.stateIdSuffix().map(s -> " --state-id-suffix=" + s).orElse("");
  }

  private Outside covered(Call call) {
    Map<String, String> variables = new LinkedHashMap<>();
    call.variables()
        .forEach((name, v) -> variables.put(name, safe(name, v.value().orElse(v.text()))));
    return new Outside(
        call.unit(),
        call.at(),
        Outside.Fate.COVERED,
        Optional.empty(),
        List.of(safe(String.join(" ", call.blocks()))),
        variables,
        call.schedule().map(s -> s.cron() + s.zone().map(z -> " " + z).orElse("")),
        List.of(reason(call)));
  }

  private String reason(Call call) {
    if (call.verb() == Verb.SCHEDULE) {
      return "It starts a schedule of meltano.yml, which Dagster starts itself.";
    }
    if (call.options().movesNothing()) {
      return "It moves no data.";
    }
    if (call.verb() == Verb.INVOKE) {
      String name = call.blocks().isEmpty() ? "" : call.blocks().get(0).split(":", 2)[0];
      for (ResolvedPlugin plugin : project.plugins()) {
        if (plugin.name().equals(name) && plugin.type() == PluginType.ORCHESTRATORS) {
          return "It starts an orchestrator, whose part Dagster takes.";
        }
        if (plugin.name().equals(name) && SINGER.contains(plugin.type())) {
          return "It starts a tap or target by itself, which loads nothing.";
        }
      }
    }
    return "It runs what a job runs already.";
  }

  private static String safe(String text) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (Secrets.Part part : Secrets.parts(text)) {
      out.append(text, from, part.start()).append(MASK);
      from = part.end();
    }
    return out.append(text.substring(from)).toString();
  }

  /** A value that may be a secret by the name of its variable or by its form. */
  private String safe(String name, String value) {
    boolean hides =
        secrets.contains(name) && Secrets.isLiteral(new Value.Text(value)) && !value.isEmpty();
    return hides ? MASK : safe(value);
  }
}
