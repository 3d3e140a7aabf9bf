package dev.m2d.report;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.Capabilities;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.plan.BlockText;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.PipelinePlan;
import dev.m2d.plan.StreamPlan;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what works, but may not work as people expect. */
public final class Risks {

  private static final Pattern METHOD =
      Pattern.compile("_metadata\\.(.+)\\.(?:forced-)?replication-method");

  private final ResolvedProject project;
  private final DagsterPlan plan;
  private final Diagnostics sink;

  private Risks(ResolvedProject project, DagsterPlan plan, Diagnostics sink) {
    this.project = project;
    this.plan = plan;
    this.sink = sink;
  }

  /** Adds them to `sink`. */
  public static void find(ResolvedProject project, DagsterPlan plan, Diagnostics sink) {
    Risks risks = new Risks(project, plan, sink);
    new Overlaps(project, plan, sink).find();
    risks.sharedStates();
    risks.sharedTables();
    risks.fullLoads();
    risks.packages();
    risks.variables();
  }

  private void sharedStates() {
    Map<String, PipelinePlan> first = new HashMap<>();
    for (PipelinePlan pipeline : plan.pipelines()) {
      String id = pipeline.extractor() + "-to-" + pipeline.loader();
      PipelinePlan known = first.putIfAbsent(id, pipeline);
      if (known != null && runs(pipeline.text()) && runs(known.text())) {
        add(
            Code.M2D522,
            place(pipeline),
            "`"
                + pipeline.text()
                + "` and `"
                + known.text()
                + "` have one bookmark, `"
                + id
                + "` of each environment: what one has read, the other does not read again.",
            "`" + known.text() + "` stands here",
            place(known));
      }
    }
  }

  /** Whether a job runs it; an EL schedule keeps its bookmark under its own name. */
  private boolean runs(String text) {
    return project.jobs().stream()
        .flatMap(j -> j.blocks().stream())
        .anyMatch(b -> b instanceof Block.ExtractLoad load && text.equals(BlockText.of(load)));
  }

  private static Span place(PipelinePlan pipeline) {
    return pipeline.origins().get(0);
  }

  private void sharedTables() {
    Map<String, PipelinePlan> first = new LinkedHashMap<>();
    for (PipelinePlan pipeline : plan.pipelines()) {
      for (StreamPlan stream : pipeline.streams()) {
        if (stream.table().isEmpty()) {
          continue;
        }
        String key = pipeline.loader() + " " + stream.table().get();
        PipelinePlan known = first.putIfAbsent(key, pipeline);
        if (known != null && !known.text().equals(pipeline.text())) {
          add(
              Code.M2D525,
              place(pipeline),
              "`"
                  + pipeline.text()
                  + "` and `"
                  + known.text()
                  + "` both load `"
                  + stream.table().get()
                  + "`.",
              "`" + known.text() + "` stands here",
              place(known));
        }
      }
    }
  }

  private void fullLoads() {
    List<String> seen = new ArrayList<>();
    for (PipelinePlan pipeline : plan.pipelines()) {
      Optional<ResolvedPlugin> tap =
          project.plugin(new PluginId(PluginType.EXTRACTORS, pipeline.extractor()));
      if (tap.isEmpty() || seen.contains(pipeline.extractor())) {
        continue;
      }
      seen.add(pipeline.extractor());
      ResolvedPlugin t = tap.get();
      if (Capabilities.lacks(project, t, "state")) {
        sink.add(
            Code.M2D523,
            t.span(),
            "The tap `"
                + t.name()
                + "` has no capability `state`, so Meltano hands it no bookmark, and neither does"
                + " the generated project: each run loads everything that its settings ask for.");
      }
      t.extras().forEach(s -> full(t, s));
      t.setting("default_replication_method").ifPresent(s -> byDefault(t, s));
    }
    for (ResolvedJob job : project.jobs()) {
      for (Block block : job.blocks()) {
        if (block instanceof Block.ExtractLoad load && load.options().fullRefresh()) {
          full(job, load);
        }
      }
    }
  }

  private void full(ResolvedJob job, Block.ExtractLoad load) {
    String message =
        "Job `"
            + job.name()
            + "` runs `"
            + BlockText.of(load)
            + "` as with `--full-refresh`: each run reads everything, whatever the bookmark says.";
    sink.add(
        Diagnostic.of(Code.M2D524, load.span(), message)
            .withHint(
                "Nothing needs to be done if that is meant; otherwise write the job to m2d.yaml"
                    + " without it."));
  }

  private void byDefault(ResolvedPlugin tap, Setting setting) {
    for (Source source : setting.sources()) {
      if (source instanceof Source.Own own
          && own.value().value().equals(new Value.Text("FULL_TABLE"))) {
        sink.add(
            Code.M2D524,
            own.value().span(),
            "`default_replication_method` of `"
                + tap.name()
                + "` is FULL_TABLE: each run loads every stream whole that no other rule is for.");
      }
    }
  }

  /** A rule of `metadata` that asks for a whole stream. */
  private void full(ResolvedPlugin tap, Setting setting) {
    Matcher rule = METHOD.matcher(setting.name());
    if (!rule.matches()) {
      return;
    }
    for (Source source : setting.sources()) {
      if (source instanceof Source.Own own) {
        full(tap, rule.group(1), own.value());
      } else if (source instanceof Source.Environments environments) {
        environments.values().values().forEach(v -> full(tap, rule.group(1), v));
      }
    }
  }

  private void full(ResolvedPlugin tap, String pattern, Located<Value> value) {
    if (value.value().equals(new Value.Text("FULL_TABLE"))) {
      sink.add(
          Code.M2D524,
          value.span(),
          "`metadata` of `"
              + tap.name()
              + "` asks for FULL_TABLE of `"
              + pattern
              + "`: each run loads these streams whole.");
    }
  }

  private void packages() {
    record Alike(Span at, Audit.Pin pin, List<String> plugins) {}
    Map<Alike, List<String>> packages = new LinkedHashMap<>();
    for (Audit.PackageNeeds p : PackagesPart.of(project)) {
      if (p.pin() != Audit.Pin.GIT_COMMIT) {
        packages
            .computeIfAbsent(new Alike(p.at(), p.pin(), p.plugins()), a -> new ArrayList<>())
            .add("`" + p.requirement() + "`");
      }
    }
    packages.forEach(
        (alike, names) -> {
          boolean ranges =
              Set.of(Audit.Pin.UNPINNED, Audit.Pin.RANGE, Audit.Pin.FILE).contains(alike.pin());
          boolean one = names.size() == 1;
          sink.add(
              ranges ? Code.M2D526 : Code.M2D527,
              alike.at(),
              String.join(", ", names)
                  + " of "
                  + users(alike.plugins())
                  + " "
                  + (one ? alike.pin().label() : alike.pin().labelOfMany())
                  + ": an installation may give "
                  + (one ? "another one" : "others")
                  + " than the last.");
        });
    RequirementFiles.check(project, sink);
    for (Audit.PythonNeeds p : PythonsPart.of(project)) {
      String who = p.plugin().equals("project") ? "The project" : "`" + p.plugin() + "`";
      sink.add(Code.M2D528, p.at(), who + " asks for Python `" + p.python() + "`. " + p.why());
    }
  }

  private static String users(List<String> plugins) {
    int more = plugins.size() - 3;
    String some = "`" + String.join("`, `", plugins.subList(0, Math.min(3, plugins.size()))) + "`";
    return more > 0 ? some + " and " + more + " more" : some;
  }

  private void variables() {
    Variables.missing(project)
        .forEach(
            (name, at) ->
                sink.add(
                    Code.M2D529,
                    at,
                    "Neither the Meltano files nor `.env` set the variable `" + name + "`."));
  }

  private void add(Code code, Span at, String message, String note, Span other) {
    sink.add(Diagnostic.of(code, at, message).withNote(note, other));
  }
}
