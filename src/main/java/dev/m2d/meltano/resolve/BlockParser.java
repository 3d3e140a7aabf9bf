package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cuts the names of a job into blocks by the grammar of `meltano run`. */
final class BlockParser {

  private final Plugins plugins;
  private final List<Mappings.Mapping> mappings;
  private final Set<String> jobs;
  private final boolean withoutMapping;
  private final Diagnostics sink;
  private final Map<String, String> suggestions = new HashMap<>();

  /**
   * A parser.
   *
   * @param withoutMapping whether to accept a mapper's own name where Meltano does, by mistake: in
   *     any block but the first; it runs with no mapping then
   */
  BlockParser(Plugins plugins, Set<String> jobs, boolean withoutMapping, Diagnostics sink) {
    this.plugins = plugins;
    this.mappings = Mappings.of(plugins);
    this.jobs = jobs;
    this.withoutMapping = withoutMapping;
    this.sink = sink;
  }

  /** A name of the list and what it stands for. */
  private record Word(
      String text,
      String name,
      Optional<String> command,
      @Nullable PluginModel plugin,
      Mappings.@Nullable Mapping mapping,
      @Nullable Diagnostic ambiguity,
      int task,
      Span span) {

    boolean isMapper() {
      return plugin != null && plugin.type() == PluginType.MAPPERS;
    }
  }

  /** The tasks with their blocks; what Meltano would refuse is reported and becomes broken. */
  List<ResolvedJob.Task> parse(List<Tasks.Task> tasks) {
    List<Word> words = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      for (String text : tasks.get(i).words()) {
        words.add(word(text, i, tasks.get(i).span()));
      }
    }
    List<List<Block>> blocks = new ArrayList<>();
    tasks.forEach(t -> blocks.add(new ArrayList<>()));
    int at = 0;
    while (at < words.size()) {
      int next = at + 1;
      Word word = words.get(at);
      Block block;
      if (word.plugin() == null) {
        // A name that nobody knows may stand for a tap: what follows is its pipeline.
        int end = endOfPipeline(words, at);
        boolean isFed = end > at + 1 && isLoader(words.get(end - 1));
        next = isFed ? end : next;
        block = notFound(words.subList(at, next));
      } else if (jobs.contains(word.text())) {
        block = ambiguous(word, word.text());
      } else if (word.plugin().type() == PluginType.EXTRACTORS) {
        next = endOfPipeline(words, at);
        block = pipeline(words, at, next);
      } else if (word.plugin().type() == PluginType.LOADERS) {
        block = broken(word, word.text(), "is a loader without an extractor before it.");
      } else if (word.plugin().type() == PluginType.MAPPERS) {
        block = broken(word, word.text(), "is a mapping without an extractor before it.");
      } else {
        block = new Block.PluginCommand(word.plugin().id(), word.command(), word.span());
        checkCommand(word.plugin(), word.command(), word.span(), sink);
      }
      blocks.get(word.task()).add(block);
      at = next;
    }
    List<ResolvedJob.Task> parsed = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      Tasks.Task t = tasks.get(i);
      parsed.add(new ResolvedJob.Task(t.text(), blocks.get(i), t.span()));
    }
    return parsed;
  }

  private Word word(String text, int task, Span span) {
    String[] parts = text.split(":", -1);
    String name = parts.length == 2 ? parts[0] : text;
    Optional<String> command =
        parts.length == 2 && !parts[1].isEmpty() ? Optional.of(parts[1]) : Optional.empty();
    List<Mappings.Mapping> named = mappings.stream().filter(m -> name.equals(m.name())).toList();
    for (PluginType type : PluginType.values()) {
      PluginModel plugin = plugins.find(new PluginId(type, name)).orElse(null);
      // A mapping stands right after its mapper, and so before a mapper further down.
      boolean isMapping =
          type == PluginType.MAPPERS && !named.isEmpty() && !comesFirst(plugin, named.get(0));
      if (isMapping) {
        Mappings.Mapping mapping = named.get(0);
        Diagnostic ambiguity = named.size() > 1 ? ambiguity(name, span) : null;
        return new Word(text, name, command, mapping.mapper(), mapping, ambiguity, task, span);
      }
      if (plugin != null) {
        return new Word(text, name, command, plugin, null, null, task, span);
      }
    }
    return new Word(text, name, command, null, null, null, task, span);
  }

  private boolean comesFirst(@Nullable PluginModel mapper, Mappings.Mapping mapping) {
    List<PluginModel> all = List.copyOf(plugins.all());
    return mapper != null && all.indexOf(mapper) <= all.indexOf(mapping.mapper());
  }

  private Diagnostic ambiguity(String mapping, Span span) {
    String text = "The mapping `" + mapping + "` is defined more than once; Meltano refuses it.";
    Diagnostic found = Diagnostic.of(Code.M2D229, span, text);
    sink.add(found);
    return found;
  }

  /**
   * The index after the pipeline that begins at `start`: after its loader, or before what breaks
   * it.
   */
  private static int endOfPipeline(List<Word> words, int start) {
    for (int i = start + 1; i < words.size(); i++) {
      PluginModel plugin = words.get(i).plugin();
      if (plugin == null || plugin.type() != PluginType.MAPPERS) {
        return isLoader(words.get(i)) ? i + 1 : i;
      }
    }
    return words.size();
  }

  private static boolean isLoader(Word word) {
    return word.plugin() != null && word.plugin().type() == PluginType.LOADERS;
  }

  private Block pipeline(List<Word> words, int start, int end) {
    List<Word> part = words.subList(start, end);
    String text = String.join(" ", part.stream().map(Word::text).toList());
    Word first = part.get(0);
    Word last = part.get(part.size() - 1);
    if (!isLoader(last)) {
      return broken(first, text, "is an extractor without a loader after it.");
    }
    for (Word word : part) {
      if (jobs.contains(word.text())) {
        return ambiguous(word, text);
      }
    }
    List<Block.MappingRef> refs = new ArrayList<>();
    for (int i = 1; i < part.size() - 1; i++) {
      Word word = part.get(i);
      if (word.ambiguity() != null) {
        return new Block.Broken(text, word.ambiguity(), first.span());
      }
      // Meltano looks up the word of its own check at the place in the block, not in the list.
      boolean accepted =
          withoutMapping && word.plugin() != null && !isNameOf(words.get(i), word.plugin());
      if (word.mapping() == null && accepted) {
        refs.add(
            new Block.MappingRef(
                word.name(), "", new Located<>(new Value.Fields(Map.of()), word.span())));
        continue;
      }
      if (word.mapping() == null || isNameOf(words.get(i), word.mapping().mapper())) {
        return broken(
            first,
            text,
            "names the mapper `"
                + word.text()
                + "` where the name of one of its mappings is meant.");
      }
      refs.add(
          new Block.MappingRef(
              word.mapping().mapper().name(), word.name(), word.mapping().config()));
    }
    for (Word word : part) {
      word.command()
          .ifPresent(
              c ->
                  sink.add(
                      Code.M2D223,
                      word.span(),
                      "Meltano ignores `:" + c + "` after `" + word.name() + "`."));
    }
    return new Block.ExtractLoad(first.name(), refs, last.name(), first.span());
  }

  private Block ambiguous(Word word, String text) {
    Diagnostic reason =
        Diagnostic.of(
            Code.M2D221,
            word.span(),
            "`"
                + word.text()
                + "` names a job and a plugin, which Meltano refuses: rename one of them.");
    sink.add(reason);
    return new Block.Broken(text, reason, word.span());
  }

  private static boolean isNameOf(Word word, PluginModel mapper) {
    return word.isMapper() && word.name().equals(mapper.name());
  }

  /** Says so where a plugin whose definition is known has no such command. */
  static void checkCommand(
      PluginModel plugin, Optional<String> command, Span at, Diagnostics sink) {
    boolean known = plugin.root().kind() != DefinitionKind.MISSING;
    if (command.isPresent() && !plugin.commands().containsKey(command.get()) && known) {
      sink.add(
          Code.M2D222,
          at,
          "`"
              + plugin.name()
              + "` has no command `"
              + command.get()
              + "`; the step would fail when it runs."
              + DidYouMean.hint(command.get(), plugin.commands().keySet()));
    }
  }

  private Block notFound(List<Word> part) {
    Word word = part.get(0);
    String text = String.join(" ", part.stream().map(Word::text).toList());
    String why =
        jobs.contains(word.text())
            ? "is a job; a job cannot contain another."
            : "is neither a plugin nor a mapping of this project." + suggestion(word.name());
    Diagnostic reason = Diagnostic.of(Code.M2D220, word.span(), "`" + word.text() + "` " + why);
    sink.add(reason);
    return new Block.Broken(text, reason, word.span());
  }

  private String suggestion(String name) {
    return suggestions.computeIfAbsent(name, this::suggest);
  }

  private String suggest(String name) {
    List<String> known = new ArrayList<>();
    plugins.all().forEach(p -> known.add(p.name()));
    mappings.stream().map(Mappings.Mapping::name).filter(Objects::nonNull).forEach(known::add);
    return DidYouMean.hint(name, known);
  }

  private Block broken(Word word, String text, String why) {
    Diagnostic reason = Diagnostic.of(Code.M2D221, word.span(), "`" + text + "` " + why);
    sink.add(reason);
    return new Block.Broken(text, reason, word.span());
  }
}
