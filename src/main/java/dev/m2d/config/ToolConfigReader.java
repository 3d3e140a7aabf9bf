package dev.m2d.config;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads `m2d.yaml`. */
public final class ToolConfigReader {

  private static final List<String> KEYS = List.of("jobs", "output");
  private static final List<String> JOB_KEYS = List.of("name", "tasks", "schedule");

  /** The content of m2d.yaml in the root of `files`; the empty one when there is no such file. */
  public static ToolConfig read(TextFiles files) {
    Path path = files.root().resolve("m2d.yaml");
    if (!Files.exists(path)) {
      return ToolConfig.empty();
    }
    Diagnostics sink = files.sink();
    Optional<YamlNode> node = files.yaml(path).filter(n -> !n.value().isNull());
    if (node.isEmpty()) {
      return ToolConfig.empty();
    }
    if (!(node.get() instanceof YamlMap map)) {
      sink.add(
          Code.M2D702,
          node.get().span(),
          "`m2d.yaml` must be a mapping, but is " + node.get().description() + ".");
      return ToolConfig.empty();
    }
    MapReader in = new MapReader(map, sink, Code.M2D702);
    List<ToolConfig.JobEntry> jobs = new ArrayList<>();
    for (YamlMap job : in.maps("jobs")) {
      job(new MapReader(job, sink, Code.M2D702), sink).ifPresent(jobs::add);
    }
    ToolConfig config = new ToolConfig(jobs, in.text("output"));
    unknown(in, KEYS, sink);
    return config;
  }

  private static Optional<ToolConfig.JobEntry> job(MapReader in, Diagnostics sink) {
    Optional<Located<String>> name = in.text("name");
    Optional<YamlNode> tasks = in.node("tasks");
    Optional<Located<String>> schedule = in.text("schedule");
    unknown(in, JOB_KEYS, sink);
    if (name.isEmpty() || tasks.isEmpty()) {
      sink.add(Code.M2D702, in.map().span(), "A job needs a `name` and `tasks`.");
      return Optional.empty();
    }
    return Optional.of(
        new ToolConfig.JobEntry(name.get(), tasks.get(), schedule, name.get().span()));
  }

  private static void unknown(MapReader in, List<String> known, Diagnostics sink) {
    for (YamlMap.Entry e : in.rest().values()) {
      sink.add(
          Code.M2D701,
          e.keySpan(),
          "The key `" + e.key() + "` is unknown." + DidYouMean.hint(e.key(), known));
    }
  }

  private ToolConfigReader() {}
}
