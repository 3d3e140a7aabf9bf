package dev.m2d.meltano.resolve;

import dev.m2d.config.LoadOptions;
import dev.m2d.config.TaskEntry;
import dev.m2d.config.ToolConfig;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the blocks of a job of m2d.yaml. */
final class ToolJobs {

  private final Plugins plugins;
  private final Map<String, YamlNode> meltanoJobs;
  private final BlockParser parser;
  private final Diagnostics sink;

  /** With the tasks of the jobs of meltano.yml, which a task may name. */
  ToolJobs(
      Plugins plugins, Map<String, YamlNode> meltanoJobs, BlockParser parser, Diagnostics sink) {
    this.plugins = plugins;
    this.meltanoJobs = meltanoJobs;
    this.parser = parser;
    this.sink = sink;
  }

  /** The job; it has a name and tasks of its own. */
  ResolvedJob job(String name, ToolConfig.JobEntry entry) {
    List<ResolvedJob.Task> tasks = new ArrayList<>();
    List<Tasks.Task> plain = new ArrayList<>();
    for (TaskEntry task : entry.tasks()) {
      if (task instanceof TaskEntry.Run run && run.options().equals(LoadOptions.NONE)) {
        plain.addAll(words(run));
      } else {
        tasks.addAll(parser.parse(plain));
        plain.clear();
        tasks.add(task(task));
      }
    }
    tasks.addAll(parser.parse(plain));
    Optional<String> from = entry.from().map(Located::value);
    return new ResolvedJob(name, tasks, entry.env(), from, entry.span());
  }

  private ResolvedJob.Task task(TaskEntry task) {
    if (task instanceof TaskEntry.Run run) {
      List<ResolvedJob.Task> parsed = parser.parse(words(run));
      List<Block> blocks =
          parsed.stream()
              .flatMap(t -> t.blocks().stream())
              .map(b -> with(b, run.options()))
              .toList();
      String text = String.join(" ", parsed.stream().map(ResolvedJob.Task::text).toList());
      return new ResolvedJob.Task(text, blocks, run.span());
    }
    if (task instanceof TaskEntry.Elt elt) {
      return new ResolvedJob.Task(elt.words().value(), elt(elt), elt.span());
    }
    if (task instanceof TaskEntry.Invoke invoke) {
      String text = invoke.words().value();
      return new ResolvedJob.Task(text, List.of(invoke(invoke.words())), invoke.span());
    }
    if (task instanceof TaskEntry.Program program) {
      String command = program.command().value();
      Block block = new Block.Program(command, program.cwd(), program.span());
      return new ResolvedJob.Task(command, List.of(checked(block, command)), program.span());
    }
    throw new AssertionError(task);
  }

  private static Block with(Block block, LoadOptions options) {
    return block instanceof Block.ExtractLoad load
        ? new Block.ExtractLoad(
            load.extractor(), load.mappings(), load.loader(), options, load.span())
        : block;
  }

  /** The tasks of a text; a job of meltano.yml stands for its own. */
  private List<Tasks.Task> words(TaskEntry.Run run) {
    Tasks.Task task = Tasks.one(run.words(), sink);
    List<String> words = new ArrayList<>();
    for (String word : task.words()) {
      YamlNode named = meltanoJobs.get(word);
      if (named == null) {
        words.add(word);
      } else {
        Tasks.of(named, new Diagnostics()).forEach(t -> words.addAll(t.words()));
      }
    }
    return List.of(new Tasks.Task(task.text(), words, task.span()));
  }

  private List<Block> elt(TaskEntry.Elt elt) {
    Located<String> text = elt.words();
    List<String> words = List.of(text.value().strip().split("\\s+"));
    List<Block> parsed =
        parser.parse(List.of(new Tasks.Task(text.value(), words, text.span()))).stream()
            .flatMap(t -> t.blocks().stream())
            .toList();
    if (parsed.size() != 1 || !(parsed.get(0) instanceof Block.ExtractLoad load)) {
      boolean isReported = parsed.stream().anyMatch(Block.Broken.class::isInstance);
      return isReported
          ? parsed
          : List.of(broken(text, "must be one tap and one target, and nothing else."));
    }
    if (!load.mappings().isEmpty()) {
      return List.of(broken(text, "names a mapping, which `meltano elt` does not take."));
    }
    List<Block> blocks = new ArrayList<>();
    if (!elt.transform().equals("only")) {
      blocks.add(with(load, elt.options()));
    }
    if (!elt.transform().equals("skip")) {
      Optional<Block.Pair> around = Optional.of(new Block.Pair(load.extractor(), load.loader()));
      blocks.add(
          transformer()
              .<Block>map(
                  id ->
                      new Block.PluginCommand(
                          id, Optional.of("run"), List.of(), around, elt.span()))
              .orElseGet(() -> broken(text, "transforms, but the project has no transformer.")));
    }
    return blocks;
  }

  /** The plugin that `meltano elt --transform` runs: the first transformer. */
  private Optional<PluginId> transformer() {
    return plugins.all().stream()
        .filter(p -> p.type() == PluginType.TRANSFORMERS)
        .map(PluginModel::id)
        .findFirst();
  }

  private Block invoke(Located<String> words) {
    List<String> parts;
    try {
      parts = Shlex.split(words.value());
    } catch (ResolveError e) {
      return broken(words, "has an open quotation mark.");
    }
    if (parts.isEmpty()) {
      return broken(words, "names no plugin.");
    }
    String[] named = parts.get(0).split(":", 2);
    Optional<PluginModel> found =
        plugins.all().stream().filter(p -> p.name().equals(named[0])).findFirst();
    if (found.isEmpty()) {
      List<String> known = plugins.all().stream().map(PluginModel::name).toList();
      return broken(words, "names no plugin of this project." + DidYouMean.hint(named[0], known));
    }
    PluginModel plugin = found.get();
    if (plugin.type() == PluginType.EXTRACTORS || plugin.type() == PluginType.LOADERS) {
      return broken(words, "starts a tap or a target alone, which loads nothing.");
    }
    Optional<String> command = named.length == 2 ? Optional.of(named[1]) : Optional.empty();
    BlockParser.checkCommand(plugin, command, words.span(), sink);
    List<String> arguments = parts.subList(1, parts.size());
    return new Block.PluginCommand(plugin.id(), command, arguments, Optional.empty(), words.span());
  }

  private Block checked(Block block, String command) {
    Located<String> text = new Located<>(command, block.span());
    try {
      return Shlex.split(command).isEmpty() ? broken(text, "names no program.") : block;
    } catch (ResolveError e) {
      return broken(text, "has an open quotation mark.");
    }
  }

  private Block broken(Located<String> text, String why) {
    Span span = text.span();
    Diagnostic reason = Diagnostic.of(Code.M2D705, span, "`" + text.value() + "` " + why);
    sink.add(reason);
    return new Block.Broken(text.value(), reason, span);
  }
}
