package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginEntry;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part `origins` of the document: where its values come from, by JSON pointer. A setting that
 * has the same origin in the first environment of `resolved` has no entry in the others.
 */
final class Origins {

  /** Entries of a piece that is written at once. */
  private static final int PIECE = 100;

  private final OriginText text;
  private final boolean isOnly;
  private final Map<String, Origin> project = new LinkedHashMap<>();
  private final List<Told> told = new ArrayList<>();
  private @Nullable ProjectFile file;
  private Doc doc = new Doc();
  private final Map<PluginId, Map<String, Origin>> first = new HashMap<>();

  /** The origin of a setting in one environment. */
  private record Told(int environment, PluginId plugin, String setting, Origin origin) {}

  /**
   * None so far.
   *
   * @param isOnly whether there is one environment, so that nothing is compared
   */
  Origins(OriginText text, boolean isOnly) {
    this.text = text;
    this.isOnly = isOnly;
  }

  /** A setting in the environment of that index in `resolved`. */
  void setting(int environment, PluginModel plugin, String name, Origin origin) {
    if (isOnly || isNew(plugin, name, origin)) {
      told.add(new Told(environment, plugin.id(), name, origin));
    }
  }

  private boolean isNew(PluginModel plugin, String name, Origin origin) {
    Origin known =
        first.computeIfAbsent(plugin.id(), id -> new HashMap<>()).putIfAbsent(name, origin);
    return known == null || !known.equals(origin);
  }

  /** A setting of the project. */
  void setting(String name, Origin origin) {
    project.put(name, origin);
  }

  /** Writes the entries; they are many, and only now made. */
  void write(FactsOutput out) {
    if (file != null) {
      entries(file);
    }
    project.forEach(
        (name, origin) -> doc.put("/project_file/settings/" + escaped(name), text.doc(origin, "")));
    out.put(doc);
    doc = new Doc();
    PluginId last = null;
    String tail = "";
    for (int i = 0; i < told.size(); i++) {
      Told t = told.get(i);
      if (!t.plugin.equals(last)) {
        last = t.plugin;
        tail = "/plugins/" + escaped(t.plugin.toString()) + "/settings/";
      }
      String pointer = "/resolved/" + t.environment + tail + escaped(t.setting);
      doc.put(pointer, text.doc(t.origin, t.plugin.name()));
      if (i % PIECE == PIECE - 1) {
        out.put(doc);
        doc = new Doc();
      }
    }
    out.put(doc);
  }

  /** What the files themselves say, independent of environments. */
  void written(ProjectFile project) {
    file = project;
  }

  private void entries(ProjectFile file) {
    env("/project_file", file.env());
    each("/environments/", file.environments(), e -> e.span());
    for (int i = 0; i < file.environments().size(); i++) {
      env("/environments/" + i, file.environments().get(i).env());
    }
    each("/plugins/", file.plugins(), PluginEntry::span);
    for (int i = 0; i < file.plugins().size(); i++) {
      PluginEntry plugin = file.plugins().get(i);
      String at = "/plugins/" + i;
      plugin.inheritFrom().ifPresent(v -> place(at + "/inherit_from", v.span()));
      plugin.pipUrl().ifPresent(v -> place(at + "/pip_url", v.span()));
      plugin.python().ifPresent(v -> place(at + "/python", v.span()));
      plugin.commands().forEach((name, c) -> place(at + "/commands/" + escaped(name), c.span()));
      env(at, plugin.env());
    }
    each("/jobs/", file.jobs(), j -> j.span());
    each("/schedules/", file.schedules(), s -> s.span());
  }

  private <T> void each(String at, List<T> items, java.util.function.Function<T, Span> span) {
    for (int i = 0; i < items.size(); i++) {
      place(at + i, span.apply(items.get(i)));
    }
  }

  private void env(String at, Map<String, Located<Value>> env) {
    env.forEach((name, value) -> place(at + "/env/" + escaped(name), value.span()));
  }

  private void place(String pointer, Span span) {
    if (!span.file().startsWith("generator/")) {
      doc.put(pointer, new Doc().put("at", span.toString()));
    }
  }

  /** A finding as an entry of `diagnostics`. */
  static Doc diagnostic(Diagnostic d) {
    Doc doc =
        new Doc()
            .put("code", d.code().name())
            .put("severity", d.severity().label())
            .put("message", d.message());
    d.at().ifPresent(s -> doc.put("at", s.toString()));
    d.hint().ifPresent(h -> doc.put("help", h));
    return doc;
  }

  private static String escaped(String token) {
    boolean isPlain = token.indexOf('~') < 0 && token.indexOf('/') < 0;
    return isPlain ? token : token.replace("~", "~0").replace("/", "~1");
  }
}
