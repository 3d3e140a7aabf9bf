package dev.m2d.report.diff;

import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The difference as JSON; generator/schema/diff.schema.json describes it. */
public final class DiffJson {

  static final int SCHEMA_VERSION = 1;

  /** The whole document. */
  public static String render(ProjectDiff diff, String toolVersion) {
    Map<String, Value> root = new LinkedHashMap<>();
    root.put("schemaVersion", Value.Int.of(SCHEMA_VERSION));
    root.put("toolVersion", new Value.Text(toolVersion));
    root.put("project", new Value.Text(diff.project()));
    root.put("against", new Value.Text(diff.against()));
    root.put("domain", new Value.Bool(diff.domain()));
    Map<String, Value> counts = new LinkedHashMap<>();
    for (Risk risk : Risk.values()) {
      counts.put(risk.label(), Value.Int.of(diff.count(risk)));
    }
    root.put("risks", new Value.Fields(counts));
    root.put("changes", new Value.Items(diff.changes().stream().map(DiffJson::change).toList()));
    root.put("files", new Value.Items(diff.files().stream().map(DiffJson::file).toList()));
    root.put("otherFiles", texts(diff.others()));
    root.put("notes", texts(diff.notes()));
    return JsonWriter.write(new Value.Fields(root)) + "\n";
  }

  private static Value change(Change change) {
    Map<String, Value> out = new LinkedHashMap<>();
    out.put("area", new Value.Text(change.area()));
    out.put("kind", new Value.Text(change.kind()));
    out.put("change", new Value.Text(change.what()));
    out.put("name", new Value.Text(change.name()));
    if (!change.of().isEmpty()) {
      out.put("of", new Value.Text(change.of()));
    }
    out.put("risk", new Value.Text(change.risk().label()));
    out.put("text", new Value.Text(change.text()));
    if (!change.why().isEmpty()) {
      out.put("why", new Value.Text(change.why()));
    }
    change.at().ifPresent(at -> out.put(change.isGone() ? "wasAt" : "at", new Value.Text(at)));
    return new Value.Fields(out);
  }

  private static Value file(ProjectDiff.FileChange file) {
    Map<String, Value> out = new LinkedHashMap<>();
    out.put("path", new Value.Text(file.path()));
    out.put("action", new Value.Text(file.what()));
    return new Value.Fields(out);
  }

  private static Value texts(List<String> texts) {
    return new Value.Items(texts.stream().map(t -> (Value) new Value.Text(t)).toList());
  }

  private DiffJson() {}
}
