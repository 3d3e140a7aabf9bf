package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginEntry;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The part `origins` of the document: where its values come from, by JSON pointer. A setting that
 * has the same origin in the first environment of `resolved` has no entry in the others.
 */
final class Origins {

  private final Doc doc = new Doc();
  private final OriginText text;
  private final Map<String, Origin> first = new HashMap<>();

  Origins(OriginText text) {
    this.text = text;
  }

  /** A setting in the environment of that index in `resolved`. */
  void setting(int environment, PluginModel plugin, String name, Origin origin) {
    String tail = "/plugins/" + escaped(plugin.id().toString()) + "/settings/" + escaped(name);
    Origin known = first.putIfAbsent(tail, origin);
    if (known == null || !known.equals(origin)) {
      doc.put("/resolved/" + environment + tail, text.doc(origin, plugin.name()));
    }
  }

  /** A setting of the project. */
  void setting(String name, Origin origin) {
    doc.put("/project_file/settings/" + escaped(name), text.doc(origin, ""));
  }

  /** What the files themselves say, independent of environments. */
  void written(ProjectFile file) {
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

  /** The entries, in the order they were told. */
  Doc doc() {
    return doc;
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
    return token.replace("~", "~0").replace("/", "~1");
  }
}
