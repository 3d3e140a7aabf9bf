package dev.m2d.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Note;
import dev.m2d.diagnostic.Span;
import java.util.List;

/** The audit as JSON, of the shape in generator/schema/audit.schema.json. */
public final class AuditJson {

  static final int SCHEMA_VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The whole document, indented. */
  public static String render(Audit audit) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.put("project", audit.project());
    read(root.putObject("read"), audit.read());
    made(root.putObject("made"), audit.made());
    ArrayNode notMade = root.putArray("notMade");
    for (Audit.NotMade n : audit.notMade()) {
      ObjectNode node = notMade.addObject();
      node.put("kind", n.kind()).put("name", n.name()).put("why", n.why());
      n.where().ifPresent(where -> node.put("where", where));
      n.advice().ifPresent(advice -> node.put("advice", advice));
    }
    audit.findings().forEach(d -> finding(root.withArray("findings").addObject(), d));
    root.withArray("findings");
    ArrayNode todo = root.putArray("todo");
    for (Audit.Todo t : audit.todo()) {
      ObjectNode node = todo.addObject().put("kind", t.kind()).put("text", t.text());
      texts(node, "items", t.items());
      t.command().ifPresent(command -> node.put("command", command));
    }
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
    try {
      return JSON.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void read(ObjectNode node, Audit.Read read) {
    texts(node, "files", read.files());
    texts(node, "environments", read.environments());
    read.defaultEnvironment().ifPresent(e -> node.put("defaultEnvironment", e));
    ArrayNode plugins = node.putArray("plugins");
    for (Audit.Plugin p : read.plugins()) {
      ObjectNode plugin = plugins.addObject().put("type", p.type()).put("name", p.name());
      p.variant().ifPresent(v -> plugin.put("variant", v));
      p.parent().ifPresent(v -> plugin.put("parent", v));
      texts(plugin, "streams", p.streams());
    }
    ArrayNode jobs = node.putArray("jobs");
    for (Audit.Job j : read.jobs()) {
      texts(jobs.addObject().put("name", j.name()), "tasks", j.tasks());
    }
    ArrayNode schedules = node.putArray("schedules");
    for (Audit.Schedule s : read.schedules()) {
      ObjectNode schedule = schedules.addObject().put("name", s.name()).put("starts", s.starts());
      s.interval().ifPresent(i -> schedule.put("interval", i));
    }
    ArrayNode dbt = node.putArray("dbt");
    for (Audit.Dbt d : read.dbt()) {
      dbt.addObject()
          .put("name", d.name())
          .put("folder", d.folder())
          .put("models", d.models())
          .put("seeds", d.seeds())
          .put("snapshots", d.snapshots())
          .put("sources", d.sources())
          .put("tests", d.tests());
    }
  }

  private static void made(ObjectNode node, Audit.Made made) {
    ArrayNode pipelines = node.putArray("pipelines");
    for (Audit.Pipeline p : made.pipelines()) {
      ObjectNode pipeline = pipelines.addObject().put("name", p.name()).put("meltano", p.meltano());
      texts(pipeline.put("streamsKnown", p.streamsKnown()), "assets", p.assets());
    }
    ArrayNode commands = node.putArray("commands");
    for (Audit.Step c : made.commands()) {
      commands
          .addObject()
          .put("name", c.name())
          .put("meltano", c.meltano())
          .put("asset", c.asset());
    }
    ArrayNode dbt = node.putArray("dbt");
    for (Audit.DbtSteps d : made.dbt()) {
      ObjectNode steps = dbt.addObject().put("plugin", d.plugin());
      texts(steps.put("models", d.models()).put("checks", d.checks()), "commands", d.commands());
    }
    ArrayNode jobs = node.putArray("jobs");
    for (Audit.MadeJob j : made.jobs()) {
      texts(jobs.addObject().put("name", j.name()).put("meltano", j.meltano()), "steps", j.steps());
    }
    ArrayNode schedules = node.putArray("schedules");
    for (Audit.MadeSchedule s : made.schedules()) {
      schedules
          .addObject()
          .put("name", s.name())
          .put("meltano", s.meltano())
          .put("job", s.job())
          .put("cron", s.cron());
    }
  }

  private static void finding(ObjectNode node, Diagnostic d) {
    node.put("code", d.code().name()).put("severity", d.severity().label());
    node.put("message", d.message());
    d.at().ifPresent(at -> place(node, at));
    d.hint().ifPresent(hint -> node.put("hint", hint));
    ArrayNode related = node.putArray("related");
    for (Note note : d.related()) {
      place(related.addObject().put("message", note.message()), note.at());
    }
  }

  private static void place(ObjectNode node, Span at) {
    node.put("file", at.file()).put("line", at.line()).put("column", at.column());
  }

  private static void texts(ObjectNode node, String key, List<String> texts) {
    texts.forEach(node.putArray(key)::add);
  }

  private AuditJson() {}
}
