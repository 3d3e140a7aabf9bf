package dev.m2d.report;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Markdown;
import java.util.ArrayList;
import java.util.List;

/** The audit as GitHub's Markdown. */
public final class AuditMarkdown {

  private final StringBuilder out = new StringBuilder();

  private AuditMarkdown() {}

  /** The whole document. */
  public static String render(Audit audit) {
    AuditMarkdown m = new AuditMarkdown();
    m.out.append("# Migration of ").append(code(audit.project())).append('\n');
    m.read(audit.read());
    m.made(audit.made());
    m.notMade(audit.notMade());
    m.findings(audit.findings());
    m.todo(audit.todo());
    return m.out.toString();
  }

  private void read(Audit.Read read) {
    head("What was read");
    table("What", "Names");
    row("files", codes(read.files()));
    row("environments", codes(read.environments()));
    for (String type : read.plugins().stream().map(Audit.Plugin::type).distinct().toList()) {
      List<String> names =
          read.plugins().stream()
              .filter(p -> p.type().equals(type))
              .map(Audit.Plugin::name)
              .toList();
      row(type, codes(names));
    }
    row("jobs", codes(read.jobs().stream().map(Audit.Job::name).toList()));
    row("schedules", codes(read.schedules().stream().map(Audit.Schedule::name).toList()));
    for (Audit.Dbt dbt : read.dbt()) {
      row("dbt", code(dbt.name()) + ": " + AuditText.dbt(dbt));
    }
  }

  private void made(Audit.Made made) {
    head("What will be made");
    table("Meltano", "Dagster", "Holds");
    for (Audit.Pipeline p : made.pipelines()) {
      String what = p.streamsKnown() ? "assets " : "one asset for streams not known yet: ";
      row(code(p.meltano()), "pipeline " + code(p.name()), what + codes(p.assets()));
    }
    for (Audit.Step c : made.commands()) {
      row(code(c.meltano()), "command " + code(c.name()), "asset " + code(c.asset()));
    }
    for (Audit.DbtSteps d : made.dbt()) {
      String what = AuditText.count(d.models(), "asset") + ", " + d.checks() + " checks";
      row(code(d.plugin()), "dbt, steps " + codes(d.commands()), what);
    }
    for (Audit.MadeJob j : made.jobs()) {
      row("job " + code(j.meltano()), "job " + code(j.name()), codes(j.steps()));
    }
    for (Audit.MadeSchedule s : made.schedules()) {
      String what = code(s.cron()) + " UTC, job " + code(s.job()) + ", stopped";
      row("schedule " + code(s.meltano()), "schedule " + code(s.name()), what);
    }
  }

  private void notMade(List<Audit.NotMade> list) {
    if (!list.isEmpty()) {
      head("What will not be made, or not as it was");
      table("What", "Why", "Where", "Advice");
      for (Audit.NotMade n : list) {
        row(
            n.kind() + " " + code(n.name()),
            Markdown.text(n.why()),
            n.where().map(AuditMarkdown::code).orElse(""),
            n.advice().map(Markdown::text).orElse(""));
      }
    }
  }

  private void findings(List<Diagnostic> list) {
    head("Findings");
    if (list.isEmpty()) {
      out.append("None.\n");
      return;
    }
    out.append(Renderer.summary(list)).append(".\n\n");
    table("Code", "Where", "What", "Advice");
    for (Diagnostic d : list) {
      row(
          d.severity().label() + " " + d.code(),
          d.at().map(Span::toString).map(AuditMarkdown::code).orElse(""),
          Markdown.text(d.message()),
          d.hint().map(Markdown::text).orElse(""));
    }
  }

  private void todo(List<Audit.Todo> list) {
    if (!list.isEmpty()) {
      head("To do by hand");
      for (Audit.Todo t : list) {
        out.append("- [ ] ").append(Markdown.text(t.text())).append(' ').append(codes(t.items()));
        t.command().ifPresent(c -> out.append("; ").append(code(c)));
        out.append('\n');
      }
    }
  }

  private void head(String text) {
    out.append("\n## ").append(text).append("\n\n");
  }

  private void table(String... heads) {
    row(heads);
    row(new ArrayList<>(java.util.Collections.nCopies(heads.length, "---")).toArray(String[]::new));
  }

  private void row(String... cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String code(String text) {
    return Markdown.code(text).text();
  }

  private static String codes(List<String> texts) {
    return texts.isEmpty()
        ? "none"
        : String.join(", ", texts.stream().map(AuditMarkdown::code).toList());
  }
}
