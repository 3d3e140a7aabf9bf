package dev.m2d.report;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Markdown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The audit as GitHub's Markdown, short enough for a comment of a pull request. */
public final class AuditMarkdown {

  /** Rows of a table; the rest is counted. */
  private static final int MOST = 25;

  /** GitHub takes 65,536 characters. */
  private static final int LONGEST = 60_000;

  private final StringBuilder out = new StringBuilder();

  private AuditMarkdown() {}

  /** The whole document. */
  public static String render(Audit audit, Optional<Since> since) {
    AuditMarkdown m = new AuditMarkdown();
    m.out.append("# Migration of ").append(code(audit.project())).append("\n\n");
    m.summary(audit);
    since.ifPresent(m::since);
    m.units(audit.units());
    m.outside(audit.outside());
    m.todo(audit.todo());
    m.plugins(audit.plugins());
    m.dbt(audit.dbt());
    m.renamed(audit.renamed());
    for (Area area : Area.values()) {
      m.findings(area, audit.findings());
    }
    return m.cut();
  }

  /** Up to the last whole section that fits. */
  private String cut() {
    if (out.length() <= LONGEST) {
      return out.toString();
    }
    int end = out.lastIndexOf("\n## ", LONGEST);
    return out.substring(0, Math.max(end, 0))
        + "\n\nThe rest is too long for a comment: `m2d audit` shows all.\n";
  }

  private void summary(Audit audit) {
    table("", "total", "converted", "with a difference", "decision", "unsupported", "not needed");
    for (Count c : audit.summary()) {
      if (c.total() > 0) {
        row(c.row(v -> cell(c, v)).toArray(String[]::new));
      }
    }
    String findings = Renderer.summary(audit.findings());
    out.append("\nFindings: ").append(findings.isEmpty() ? "none" : findings).append(".\n");
  }

  private static String cell(Count count, Verdict verdict) {
    int n = count.of(verdict);
    return n == 0 ? "" : n + " (" + count.share(verdict).replace("<", "&lt;") + ")";
  }

  private void since(Since since) {
    head("Since " + code(since.name()));
    if (since.isEmpty()) {
      out.append("Nothing has changed.\n");
      return;
    }
    list(since.changes().stream().map(c -> c.what() + ": " + prose(c.text())).toList());
    list(since.added().stream().map(d -> "new: " + prose(Renderer.line(d))).toList());
    list(since.gone().stream().map(g -> "gone: " + prose(g.text())).toList());
  }

  private void list(List<String> lines) {
    lines.stream().limit(MOST).forEach(l -> out.append("- ").append(l).append('\n'));
    if (lines.size() > MOST) {
      out.append("- and ").append(lines.size() - MOST).append(" more\n");
    }
  }

  private void units(List<Audit.Unit> units) {
    for (Audit.Kind kind : Audit.Kind.values()) {
      List<Audit.Unit> some =
          units.stream()
              .filter(u -> u.kind() == kind)
              .sorted(Comparator.comparing(Audit.Unit::verdict, Collections.reverseOrder()))
              .toList();
      if (some.isEmpty()) {
        continue;
      }
      String title = Count.plural(kind);
      head(title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1));
      table("Meltano", "Verdict", "Dagster", "Why");
      for (Audit.Unit u : some.stream().limit(MOST).toList()) {
        row(
            code(u.name()) + u.at().map(at -> "<br>" + at(at)).orElse(""),
            u.verdict().label(),
            u.dagster().map(d -> code(d) + Markdown.text(AuditText.holds(u))).orElse(""),
            why(u.reasons()));
      }
      more(some.size());
    }
  }

  private static String why(List<Audit.Reason> reasons) {
    List<String> lines = new ArrayList<>();
    for (Audit.Reason r : reasons.stream().limit(MOST).toList()) {
      lines.add(
          prose(r.text())
              + r.at().map(at -> " (" + at(at) + ")").orElse("")
              + r.cure().map(c -> " " + prose(c)).orElse(""));
    }
    return String.join("<br>", lines);
  }

  private void outside(List<Outside> list) {
    if (!list.isEmpty()) {
      head(AuditText.OUTSIDE);
      table("Where", "Runs", "With", "Schedule", "What becomes of it");
      for (Outside o : list.stream().limit(MOST).toList()) {
        row(
            code(o.unit()) + "<br>" + at(o.at()),
            codes(o.steps()),
            codes(AuditText.variables(o)),
            o.schedule().map(AuditMarkdown::code).orElse(""),
            o.fate().label()
                + o.job().map(j -> ": " + code(j)).orElse("")
                + o.why().stream().map(w -> "<br>" + prose(w)).collect(Collectors.joining()));
      }
      more(list.size());
    }
  }

  private static String codes(List<String> texts) {
    return texts.stream().map(AuditMarkdown::code).collect(Collectors.joining("<br>"));
  }

  private void plugins(List<Audit.Plugin> plugins) {
    List<Audit.Plugin> some = plugins.stream().filter(p -> !p.reasons().isEmpty()).toList();
    if (!some.isEmpty()) {
      head("Plugins that are not simply converted");
      table("Plugin", "Verdict", "Why");
      for (Audit.Plugin p : some.stream().limit(MOST).toList()) {
        row(code(p.type() + "/" + p.name()), p.verdict().label(), why(p.reasons()));
      }
      more(some.size());
    }
  }

  private void dbt(List<Audit.DbtNeeds> list) {
    if (!list.isEmpty()) {
      head("dbt");
      for (Audit.DbtNeeds d : list) {
        out.append("- ").append(code(d.plugin())).append(Markdown.text(AuditText.dbt(d)));
        out.append(". ")
            .append(String.join(" ", d.needs().stream().map(AuditMarkdown::prose).toList()));
        out.append('\n');
      }
    }
  }

  private void renamed(List<Audit.Renamed> list) {
    if (!list.isEmpty()) {
      head("Names that change");
      table("", "Meltano", "Dagster", "Where");
      for (Audit.Renamed r : list.stream().limit(MOST).toList()) {
        row(AuditJson.kind(r.kind()), code(r.meltano()), code(r.dagster()), at(r.at()));
      }
      more(list.size());
    }
  }

  private void findings(Area area, List<Diagnostic> all) {
    List<Diagnostic> list = all.stream().filter(d -> Area.of(d.code()) == area).toList();
    if (list.isEmpty()) {
      return;
    }
    head(area.title());
    out.append("<details><summary>").append(Renderer.summary(list)).append("</summary>\n\n");
    table("Code", "Where", "What", "Cure");
    for (Diagnostic d : list.stream().limit(MOST).toList()) {
      row(
          d.severity().label() + " " + d.code(),
          d.at().map(AuditMarkdown::at).orElse(""),
          prose(d.message()),
          d.hint().map(AuditMarkdown::prose).orElse(""));
    }
    more(list.size());
    out.append("\n</details>\n");
  }

  private void todo(List<Audit.Todo> list) {
    if (!list.isEmpty()) {
      head("To do by hand");
      for (Audit.Todo t : list) {
        out.append("- [ ] ").append(prose(t.text())).append('\n');
        t.commands().forEach(c -> out.append("  - ").append(code(c)).append('\n'));
        for (Audit.Item item : t.items().stream().limit(MOST).toList()) {
          out.append("  - ").append(Markdown.text(item.text()));
          out.append(item.at().map(at -> " (" + at(at) + ")").orElse("")).append('\n');
        }
        if (t.items().size() > MOST) {
          out.append("  - and ").append(t.items().size() - MOST).append(" more\n");
        }
      }
    }
  }

  private void more(int size) {
    if (size > MOST) {
      out.append("\nAnd ").append(size - MOST).append(" more.\n");
    }
  }

  private void head(String text) {
    out.append("\n## ").append(text).append("\n\n");
  }

  private void table(String... heads) {
    row(heads);
    row(Collections.nCopies(heads.length, "---").toArray(String[]::new));
  }

  private void row(String... cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** Sentences whose back-quoted words become code. */
  static String prose(String text) {
    String[] parts = text.split("`", -1);
    if (parts.length % 2 == 0) {
      return Markdown.text(text);
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      out.append(i % 2 == 1 ? code(parts[i]) : plain(parts[i], i == 0));
    }
    return out.toString();
  }

  /** Text beside code spans; its blanks before and after them count. */
  private static String plain(String text, boolean first) {
    String inside = Markdown.text((first ? "" : "x") + text + "x");
    return inside.substring(first ? 0 : 1, inside.length() - 1);
  }

  private static String at(Span at) {
    return code(at.file() + ":" + at.line());
  }

  private static String code(String text) {
    return Markdown.code(text).text();
  }
}
