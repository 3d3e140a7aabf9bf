package dev.m2d.report;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The audit as text of at most 100 columns. */
public final class AuditText {

  private static final int LABEL = 14;

  private final Audit audit;
  private final Paragraphs out = new Paragraphs();

  private AuditText(Audit audit) {
    this.audit = audit;
  }

  /** The whole text; every line is ended. */
  public static String render(Audit audit) {
    AuditText text = new AuditText(audit);
    text.out.line("Meltano project " + audit.project());
    text.read();
    text.made();
    text.notMade();
    text.findings();
    text.todo();
    return text.out.toString();
  }

  private void read() {
    Audit.Read read = audit.read();
    head("Read");
    row("files", read.files().size() + ": " + Paragraphs.list(read.files()));
    List<String> environments = new ArrayList<>();
    for (String name : read.environments()) {
      boolean isDefault = read.defaultEnvironment().filter(name::equals).isPresent();
      environments.add(isDefault ? name + " (default)" : name);
    }
    row("environments", Paragraphs.list(environments));
    Map<String, List<String>> plugins = new LinkedHashMap<>();
    for (Audit.Plugin p : read.plugins()) {
      plugins.computeIfAbsent(p.type(), t -> new ArrayList<>()).add(plugin(p));
    }
    plugins.forEach((type, names) -> row(type, Paragraphs.list(names)));
    for (Audit.Job job : read.jobs()) {
      row("job", job.name() + ": " + count(job.tasks().size(), "task"));
    }
    for (Audit.Schedule s : read.schedules()) {
      row("schedule", s.name() + ": " + s.interval().orElse("no interval") + ", " + s.starts());
    }
    for (Audit.Dbt dbt : read.dbt()) {
      row("dbt", dbt.name() + " in " + dbt.folder() + ": " + dbt(dbt));
    }
  }

  private static String plugin(Audit.Plugin p) {
    List<String> notes = new ArrayList<>();
    p.parent().ifPresent(parent -> notes.add("from " + parent));
    if (!p.streams().isEmpty()) {
      notes.add(count(p.streams().size(), "stream"));
    }
    return p.name() + (notes.isEmpty() ? "" : " (" + String.join("; ", notes) + ")");
  }

  static String dbt(Audit.Dbt dbt) {
    List<String> parts = new ArrayList<>();
    parts.add(count(dbt.models(), "model"));
    if (dbt.seeds() > 0) {
      parts.add(count(dbt.seeds(), "seed"));
    }
    if (dbt.snapshots() > 0) {
      parts.add(count(dbt.snapshots(), "snapshot"));
    }
    parts.add(count(dbt.sources(), "source table"));
    parts.add(count(dbt.tests(), "test"));
    return String.join(", ", parts);
  }

  private void made() {
    Audit.Made made = audit.made();
    head("Will be made");
    for (Audit.Pipeline p : made.pipelines()) {
      row("pipeline", p.name() + ", of `" + p.meltano() + "`: " + assets(p));
    }
    for (Audit.Step c : made.commands()) {
      row("command", c.name() + ", of `" + c.meltano() + "`: asset " + c.asset());
    }
    for (Audit.DbtSteps d : made.dbt()) {
      row("dbt", d.plugin() + ": " + dbtSteps(d));
    }
    for (Audit.MadeJob j : made.jobs()) {
      row("job", j.name() + ": " + steps(j));
    }
    for (Audit.MadeSchedule s : made.schedules()) {
      row("schedule", s.name() + ": " + s.cron() + " UTC, job " + s.job() + ", stopped");
    }
    row("sensor", "run_failure: stopped; writes to the log");
  }

  static String assets(Audit.Pipeline p) {
    return p.streamsKnown()
        ? count(p.assets().size(), "asset") + " " + Paragraphs.list(p.assets())
        : "one asset " + Paragraphs.list(p.assets()) + " for streams that are not known yet";
  }

  static String dbtSteps(Audit.DbtSteps d) {
    return count(d.models(), "asset")
        + ", "
        + count(d.checks(), "check")
        + "; steps "
        + Paragraphs.list(d.commands());
  }

  static String steps(Audit.MadeJob j) {
    return count(j.steps().size(), "step") + ": " + String.join(" > ", j.steps());
  }

  private void notMade() {
    if (audit.notMade().isEmpty()) {
      return;
    }
    head("Will not be made, or not as it was");
    for (Audit.NotMade n : audit.notMade()) {
      row(n.kind(), n.name() + ": " + n.why() + n.where().map(w -> " (" + w + ")").orElse(""));
      n.advice().ifPresent(advice -> row("", "-> " + advice));
    }
  }

  private void findings() {
    String summary = Renderer.summary(audit.findings());
    head("Findings: " + (summary.isEmpty() ? "none" : summary));
    for (Diagnostic d : audit.findings()) {
      out.row(2, 2, "", Renderer.line(d));
      d.hint().ifPresent(hint -> out.row(6, 3, "->", hint));
    }
  }

  private void todo() {
    if (audit.todo().isEmpty()) {
      return;
    }
    head("To do by hand");
    int number = 1;
    for (Audit.Todo t : audit.todo()) {
      out.row(2, 4, number++ + ".", t.text());
      out.row(6, 0, "", Paragraphs.list(t.items()));
      t.command().ifPresent(command -> out.row(6, 2, "$", command));
    }
  }

  private void head(String text) {
    out.gap().line(text);
  }

  private void row(String label, String text) {
    out.row(2, LABEL, label, text);
  }

  static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
