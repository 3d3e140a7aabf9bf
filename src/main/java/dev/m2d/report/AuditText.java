package dev.m2d.report;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Renderer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The audit as text of at most 100 columns. */
public final class AuditText {

  private static final int LABEL = 14;

  /** Of a list; the rest is counted, and JSON has it. */
  private static final int MOST = 30;

  private static final int FILES = 10;

  static final String OUTSIDE = "Pipelines outside meltano.yml";

  private static final List<Verdict> WORST_FIRST =
      List.of(
          Verdict.UNSUPPORTED,
          Verdict.DECISION,
          Verdict.DIFFERENT,
          Verdict.CONVERTED,
          Verdict.NOT_NEEDED);

  private final Audit audit;
  private final Paragraphs out = new Paragraphs();

  private AuditText(Audit audit) {
    this.audit = audit;
  }

  /** The whole text; every line is ended. */
  public static String render(Audit audit) {
    AuditText text = new AuditText(audit);
    text.start();
    text.summary();
    for (Audit.Kind kind : Audit.Kind.values()) {
      text.units(kind);
    }
    text.outside();
    text.plugins();
    text.dbt();
    text.renamed();
    text.todo();
    for (Area area : Area.values()) {
      text.findings(area);
    }
    return text.out.toString();
  }

  /** The text of a comparison with an earlier audit. */
  public static String render(Since since) {
    Paragraphs out = new Paragraphs();
    out.gap().line("Since " + since.name());
    for (Since.Change change : since.changes()) {
      out.row(2, LABEL, change.what(), change.text());
    }
    for (Since.Gone gone : since.gone()) {
      out.row(2, LABEL, "gone", gone.text());
    }
    since.added().forEach(d -> out.row(2, LABEL, "new", Renderer.line(d)));
    if (since.isEmpty()) {
      out.row(2, LABEL, "", "Nothing has changed.");
    }
    return out.toString();
  }

  private void start() {
    Read read = audit.read();
    out.line("Meltano project " + audit.project());
    List<String> environments = new ArrayList<>();
    for (String name : read.environments()) {
      boolean isDefault = read.defaultEnvironment().filter(name::equals).isPresent();
      environments.add(isDefault ? name + " (default)" : name);
    }
    row("files", read.files().size() + ": " + Paragraphs.list(some(read.files(), FILES)));
    row("environments", Paragraphs.list(some(environments)));
  }

  private void summary() {
    head("Summary");
    out.exact(
        columns(
            List.of(
                "", "total", "converted", "difference", "decision", "unsupported", "not needed")));
    for (Count c : audit.summary()) {
      if (c.total() > 0) {
        out.exact(columns(c.row(v -> cell(c, v))));
      }
    }
    String findings = Renderer.summary(audit.findings());
    row("findings", findings.isEmpty() ? "none" : findings);
  }

  private static String cell(Count count, Verdict verdict) {
    int n = count.of(verdict);
    return n == 0 ? "-" : n + " " + count.share(verdict);
  }

  private static String columns(List<String> cells) {
    StringBuilder line = new StringBuilder("  " + cells.get(0));
    line.append(" ".repeat(Math.max(0, 13 - line.length())));
    int[] widths = {7, 13, 13, 13, 13, 13};
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i + 1);
      line.append(" ".repeat(Math.max(1, widths[i] - cell.length()))).append(cell);
    }
    return line.toString();
  }

  private void units(Audit.Kind kind) {
    List<Audit.Unit> units = audit.units().stream().filter(u -> u.kind() == kind).toList();
    if (units.isEmpty()) {
      return;
    }
    String title = Count.plural(kind);
    head(title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1));
    for (Verdict verdict : WORST_FIRST) {
      List<Audit.Unit> some = units.stream().filter(u -> u.verdict() == verdict).toList();
      if (!some.isEmpty()) {
        out.row(2, 0, "", verdict.label() + ":");
        some.stream().limit(MOST).forEach(this::unit);
        more(4, some.size());
      }
    }
  }

  private void unit(Audit.Unit u) {
    out.item(4, u.name() + u.at().map(at -> " (" + at + ")").orElse(""));
    if (u.dagster().isPresent()) {
      out.row(6, 3, "=", u.dagster().get() + holds(u));
    }
    reasons(u.reasons());
  }

  /** What a unit holds, in words. */
  static String holds(Audit.Unit u) {
    if (u.holds().isEmpty()) {
      return "";
    }
    return switch (u.kind()) {
      case JOB -> ", " + count(u.holds().size(), "step") + ": " + join(" > ", u.holds());
      case PIPELINE, COMMAND ->
          ", " + count(u.holds().size(), "asset") + ": " + Paragraphs.list(some(u.holds()));
      case SCHEDULE -> ": " + join(", ", u.holds());
    };
  }

  private static String join(String between, List<String> all) {
    return String.join(between, some(all));
  }

  private void reasons(List<Audit.Reason> reasons) {
    for (Audit.Reason reason : reasons.stream().limit(MOST).toList()) {
      String code = reason.code().map(c -> " " + c).orElse("");
      String at = reason.at().map(a -> " (" + a + code + ")").orElse(code);
      out.row(6, 2, "-", reason.text() + at);
      if (reason.code().isEmpty()) {
        reason.cure().ifPresent(cure -> out.row(8, 3, "->", cure));
      }
    }
    more(6, reasons.size());
  }

  private void outside() {
    if (audit.outside().isEmpty()) {
      return;
    }
    head(OUTSIDE);
    for (Outside.Fate fate : Outside.Fate.values()) {
      List<Outside> some = audit.outside().stream().filter(o -> o.fate() == fate).toList();
      if (!some.isEmpty()) {
        out.row(2, 0, "", fate.label() + ":");
        some.stream().limit(MOST).forEach(this::outside);
        more(4, some.size());
      }
    }
  }

  private void outside(Outside o) {
    out.item(4, o.unit() + " (" + o.at() + ")" + o.job().map(j -> " = " + j).orElse(""));
    out.row(6, 11, "runs", join(" > ", o.steps()));
    if (!o.variables().isEmpty()) {
      out.row(6, 11, "with", Paragraphs.list(some(variables(o))));
    }
    o.schedule().ifPresent(s -> out.row(6, 11, "schedule", s));
    o.why().forEach(w -> out.row(6, 2, "-", w));
  }

  /** As `NAME=value`. */
  static List<String> variables(Outside o) {
    return o.variables().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  private void plugins() {
    if (audit.plugins().isEmpty()) {
      return;
    }
    head("Plugins");
    for (Verdict verdict : WORST_FIRST) {
      Map<String, List<String>> fine = new LinkedHashMap<>();
      List<Audit.Plugin> some =
          audit.plugins().stream().filter(p -> p.verdict() == verdict).toList();
      if (some.isEmpty()) {
        continue;
      }
      out.row(2, 0, "", verdict.label() + ":");
      int shown = 0;
      for (Audit.Plugin p : some) {
        if (p.reasons().isEmpty()) {
          fine.computeIfAbsent(p.type(), t -> new ArrayList<>()).add(plugin(p));
        } else if (shown++ < MOST) {
          out.item(4, p.type() + "/" + plugin(p) + " (" + p.at() + ")");
          reasons(p.reasons());
        }
      }
      more(4, shown);
      fine.forEach((type, names) -> out.row(4, LABEL, type, Paragraphs.list(some(names))));
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

  private void dbt() {
    if (audit.dbt().isEmpty()) {
      return;
    }
    head("dbt");
    for (Audit.DbtNeeds d : audit.dbt()) {
      out.item(2, d.plugin() + " (" + d.at() + ")" + dbt(d));
      if (!d.packages().isEmpty()) {
        out.row(4, 2, "-", "It installs " + Paragraphs.list(d.packages()) + ".");
      }
      d.needs().forEach(n -> out.row(4, 2, "-", n));
    }
  }

  static String dbt(Audit.DbtNeeds d) {
    if (d.folder().isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>(List.of(count(d.models(), "model")));
    if (d.seeds() > 0) {
      parts.add(count(d.seeds(), "seed"));
    }
    if (d.snapshots() > 0) {
      parts.add(count(d.snapshots(), "snapshot"));
    }
    parts.add(count(d.tests(), "test"));
    parts.add(
        count(d.sources(), "source table")
            + (d.sources() == 0
                ? ""
                : ", of which pipelines are known to fill " + d.filledSources()));
    return ", in " + d.folder().get() + ": " + String.join(", ", parts);
  }

  private void renamed() {
    if (!audit.renamed().isEmpty()) {
      head("Names that change");
      for (Audit.Renamed r : audit.renamed().stream().limit(MOST).toList()) {
        String kind = r.kind().name().toLowerCase(Locale.ROOT);
        row(kind, r.meltano() + " -> " + r.dagster() + " (" + r.at() + ")");
      }
      more(2, audit.renamed().size());
    }
  }

  private void findings(Area area) {
    List<Diagnostic> some =
        audit.findings().stream().filter(d -> Area.of(d.code()) == area).toList();
    if (some.isEmpty()) {
      return;
    }
    head(area.title() + ": " + Renderer.summary(some));
    if (area == Area.VARIABLE) {
      out.row(2, 0, "", "They are named under \"To do by hand\", with their places.");
      return;
    }
    Map<String, List<Diagnostic>> alike = new LinkedHashMap<>();
    some.stream()
        .sorted(Comparator.comparing(Diagnostic::severity))
        .forEach(
            d ->
                alike
                    .computeIfAbsent(d.code() + d.hint().orElse(""), k -> new ArrayList<>())
                    .add(d));
    alike.values().forEach(this::alike);
  }

  /** Findings with one code and one cure, which is told once. */
  private void alike(List<Diagnostic> all) {
    Diagnostic first = all.get(0);
    if (all.size() == 1) {
      out.item(2, Renderer.line(first));
    } else {
      String what = first.severity().label() + " " + first.code();
      out.item(2, what + ", " + all.size() + " times: " + first.code().title() + ".");
      for (Diagnostic d : all.stream().limit(MOST).toList()) {
        out.item(4, d.at().map(at -> at + ": ").orElse("") + d.message());
      }
      more(4, all.size());
    }
    first.hint().ifPresent(hint -> out.row(6, 3, "->", hint));
  }

  private void todo() {
    if (audit.todo().isEmpty()) {
      return;
    }
    head("To do by hand");
    int number = 1;
    for (Audit.Todo t : audit.todo()) {
      out.row(2, 4, number++ + ".", t.text());
      for (Audit.Item item : t.items().stream().limit(MOST).toList()) {
        out.row(6, 2, "-", item.text() + item.at().map(at -> " (" + at + ")").orElse(""));
      }
      more(6, t.items().size());
      t.commands().forEach(command -> out.row(6, 2, "$", command));
    }
  }

  private void more(int indent, int size) {
    if (size > MOST) {
      out.item(indent, "and " + (size - MOST) + " more; --format json has them all");
    }
  }

  private static List<String> some(List<String> all) {
    return some(all, MOST);
  }

  private static List<String> some(List<String> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<String> few = new ArrayList<>(all.subList(0, most));
    few.add("and " + (all.size() - most) + " more");
    return few;
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
