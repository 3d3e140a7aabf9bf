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
import java.util.regex.Pattern;

/** Reads `m2d.yaml`. */
public final class ToolConfigReader {

  /** The name of the file, beside meltano.yml. */
  public static final String FILE = "m2d.yaml";

  private static final List<String> KEYS =
      List.of("jobs", "output", "code_location", "runner", "scan");

  private static final List<String> RUNNERS = List.of("singer", "native");

  private static final Pattern LOCATION = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  /** The content of m2d.yaml in the root of `files`; the empty one when there is no such file. */
  public static ToolConfig read(TextFiles files) {
    Path path = files.root().resolve(FILE);
    if (!Files.exists(path)) {
      return ToolConfig.empty();
    }
    Diagnostics sink = files.sink();
    Optional<YamlNode> node = files.yaml(path).filter(n -> !n.isNull());
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
      new JobReader(new MapReader(job, sink, Code.M2D702), sink).read().ifPresent(jobs::add);
    }
    boolean scan = in.node("scan").isEmpty() || in.flag("scan");
    ToolConfig config =
        new ToolConfig(jobs, in.text("output"), codeLocation(in, sink), runner(in, sink), scan);
    unknown(in, KEYS, sink);
    return config;
  }

  /** What needs no quotes in addresses, workspaces and on the command line. */
  private static Optional<Located<String>> codeLocation(MapReader in, Diagnostics sink) {
    Optional<Located<String>> name = in.text("code_location");
    name.filter(n -> !LOCATION.matcher(n.value()).matches())
        .ifPresent(
            n ->
                sink.add(
                    Code.M2D702,
                    n.span(),
                    "`code_location` takes letters, digits, `_`, `-` and `.`, at most 100."));
    return name.filter(n -> LOCATION.matcher(n.value()).matches());
  }

  private static Optional<Located<String>> runner(MapReader in, Diagnostics sink) {
    Optional<Located<String>> runner = in.text("runner");
    runner
        .filter(r -> !RUNNERS.contains(r.value()))
        .ifPresent(
            r ->
                sink.add(
                    Code.M2D702,
                    r.span(),
                    "`runner` is `singer` or `native`." + DidYouMean.hint(r.value(), RUNNERS)));
    return runner.filter(r -> RUNNERS.contains(r.value()));
  }

  static void unknown(MapReader in, List<String> known, Diagnostics sink) {
    for (YamlMap.Entry e : in.rest().values()) {
      sink.add(
          Code.M2D701,
          e.keySpan(),
          "The key `" + e.key() + "` is unknown." + DidYouMean.hint(e.key(), known));
    }
  }

  private ToolConfigReader() {}
}
