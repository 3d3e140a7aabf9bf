package dev.m2d.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.m2d.account.Entry;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Note;
import dev.m2d.diagnostic.Span;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The audit as JSON, of the shape in generator/schema/audit.schema.json. */
public final class AuditJson {

  static final int SCHEMA_VERSION = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The whole document, indented. */
  public static String render(Audit audit, Optional<Since> since) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.put("project", audit.project());
    read(root.putObject("read"), audit.read());
    ArrayNode summary = root.putArray("summary");
    audit.summary().forEach(c -> count(summary.addObject(), c));
    ArrayNode units = root.putArray("units");
    audit.units().forEach(u -> unit(units.addObject(), u));
    ArrayNode outside = root.putArray("outside");
    audit.outside().forEach(o -> outside(outside.addObject(), o));
    ArrayNode plugins = root.putArray("plugins");
    audit.plugins().forEach(p -> plugin(plugins.addObject(), p));
    ArrayNode dbt = root.putArray("dbt");
    audit.dbt().forEach(d -> dbt(dbt.addObject(), d));
    ArrayNode packages = root.putArray("packages");
    for (Audit.PackageNeeds p : audit.packages()) {
      ObjectNode node = packages.addObject().put("requirement", p.requirement());
      node.put("pin", camel(p.pin().name()));
      place(node, p.at());
      texts(node, "plugins", p.plugins());
    }
    ArrayNode pythons = root.putArray("pythons");
    for (Audit.PythonNeeds p : audit.pythons()) {
      ObjectNode node = pythons.addObject().put("plugin", p.plugin()).put("python", p.python());
      place(node.put("why", p.why()), p.at());
    }
    ArrayNode renamed = root.putArray("renamed");
    for (Audit.Renamed r : audit.renamed()) {
      ObjectNode node = renamed.addObject().put("kind", kind(r.kind()));
      place(node.put("meltano", r.meltano()).put("dagster", r.dagster()), r.at());
    }
    ArrayNode todo = root.putArray("todo");
    audit.todo().forEach(t -> todo(todo.addObject(), t));
    ArrayNode findings = root.putArray("findings");
    audit.findings().forEach(d -> finding(findings.addObject(), d));
    ArrayNode nodes = root.putArray("nodes");
    audit.nodes().forEach(n -> node(nodes.addObject(), n));
    since.ifPresent(s -> since(root.putObject("since"), s));
    return text(root);
  }

  /** A tree as text, indented. */
  static String text(ObjectNode root) {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
    try {
      return JSON.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void read(ObjectNode node, Read read) {
    texts(node, "files", read.files());
    texts(node, "environments", read.environments());
    read.defaultEnvironment().ifPresent(e -> node.put("defaultEnvironment", e));
  }

  private static void count(ObjectNode node, Count count) {
    node.put("what", count.what()).put("total", count.total());
    for (Verdict v : Verdict.values()) {
      node.putObject(v.key()).put("count", count.of(v)).put("percent", count.percent(v));
    }
  }

  private static void unit(ObjectNode node, Audit.Unit u) {
    node.put("kind", kind(u.kind())).put("name", u.name()).put("verdict", u.verdict().key());
    u.at().ifPresent(at -> place(node, at));
    u.dagster().ifPresent(d -> node.put("dagster", d));
    texts(node, "holds", u.holds());
    reasons(node, u.reasons());
  }

  private static void outside(ObjectNode node, Outside o) {
    place(node.put("unit", o.unit()).put("fate", o.fate().key()), o.at());
    o.job().ifPresent(j -> node.put("job", j));
    texts(node, "steps", o.steps());
    ObjectNode variables = node.putObject("variables");
    o.variables().forEach(variables::put);
    o.schedule().ifPresent(s -> node.put("schedule", s));
    texts(node, "why", o.why());
  }

  private static void plugin(ObjectNode node, Audit.Plugin p) {
    node.put("type", p.type()).put("name", p.name()).put("verdict", p.verdict().key());
    place(node, p.at());
    p.variant().ifPresent(v -> node.put("variant", v));
    p.parent().ifPresent(v -> node.put("parent", v));
    texts(node, "streams", p.streams());
    reasons(node, p.reasons());
  }

  private static void reasons(ObjectNode node, List<Audit.Reason> reasons) {
    ArrayNode array = node.putArray("reasons");
    for (Audit.Reason r : reasons) {
      ObjectNode reason = array.addObject().put("verdict", r.verdict().key()).put("text", r.text());
      r.code().ifPresent(c -> reason.put("code", c.name()));
      r.at().ifPresent(at -> place(reason, at));
      r.cure().ifPresent(c -> reason.put("cure", c));
    }
  }

  private static void dbt(ObjectNode node, Audit.DbtNeeds d) {
    place(node.put("plugin", d.plugin()), d.at());
    d.folder().ifPresent(f -> node.put("folder", f));
    node.put("models", d.models()).put("seeds", d.seeds()).put("snapshots", d.snapshots());
    node.put("tests", d.tests()).put("sources", d.sources());
    node.put("filledSources", d.filledSources());
    texts(node, "packages", d.packages());
    texts(node, "needs", d.needs());
  }

  private static void todo(ObjectNode node, Audit.Todo t) {
    node.put("kind", t.kind()).put("text", t.text());
    ArrayNode items = node.putArray("items");
    for (Audit.Item item : t.items()) {
      ObjectNode one = items.addObject().put("text", item.text());
      item.at().ifPresent(at -> place(one, at));
    }
    texts(node, "commands", t.commands());
  }

  private static void finding(ObjectNode node, Diagnostic d) {
    node.put("code", d.code().name()).put("severity", d.severity().label());
    node.put("area", Area.of(d.code()).key()).put("message", d.message());
    d.at().ifPresent(at -> place(node, at));
    d.hint().ifPresent(hint -> node.put("cure", hint));
    ArrayNode related = node.putArray("related");
    for (Note note : d.related()) {
      place(related.addObject().put("message", note.message()), note.at());
    }
  }

  private static void node(ObjectNode node, Entry entry) {
    place(node.put("path", entry.path()), entry.span());
    node.put("state", entry.state().key());
    entry.to().ifPresent(to -> node.put("to", to));
    entry.why().ifPresent(why -> node.put("why", why));
    entry.remedy().ifPresent(remedy -> node.put("cure", remedy));
  }

  private static void since(ObjectNode node, Since since) {
    node.put("name", since.name());
    ArrayNode changes = node.putArray("changes");
    since.changes().forEach(c -> changes.addObject().put("what", c.what()).put("text", c.text()));
    ArrayNode added = node.putArray("added");
    since.added().forEach(d -> finding(added.addObject(), d));
    ArrayNode gone = node.putArray("gone");
    for (Since.Gone g : since.gone()) {
      ObjectNode one = gone.addObject().put("code", g.code()).put("message", g.message());
      g.at().ifPresent(at -> one.put("at", at));
    }
  }

  /** The word for a kind of unit. */
  static String kind(Audit.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String camel(String name) {
    String[] words = name.toLowerCase(Locale.ROOT).split("_", -1);
    StringBuilder out = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      out.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
    }
    return out.toString();
  }

  private static void place(ObjectNode node, Span at) {
    node.put("file", at.file()).put("line", at.line()).put("column", at.column());
  }

  private static void texts(ObjectNode node, String key, List<String> texts) {
    texts.forEach(node.putArray(key)::add);
  }

  private AuditJson() {}
}
