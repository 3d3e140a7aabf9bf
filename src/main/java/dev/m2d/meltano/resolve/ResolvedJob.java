package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job. Meltano runs all blocks of all tasks one after the other and stops at the first failure;
 * the borders between tasks have no meaning.
 *
 * @param variables of its runs, raw; only jobs of m2d.yaml have some
 * @param from the place outside meltano.yml that it comes from, `file:line` or `file`
 */
public record ResolvedJob(
    String name,
    List<Task> tasks,
    Map<String, Located<String>> variables,
    Optional<String> from,
    Span span) {

  public ResolvedJob {
    tasks = List.copyOf(tasks);
    variables = Ordered.copy(variables);
  }

  /** A job as meltano.yml has it. */
  public ResolvedJob(String name, List<Task> tasks, Span span) {
    this(name, tasks, Map.of(), Optional.empty(), span);
  }

  /** The same under variables. */
  ResolvedJob with(Map<String, Located<String>> others) {
    return new ResolvedJob(name, tasks, others, from, span);
  }

  /** One task as written, with the blocks that begin in it. */
  public record Task(String text, List<Block> blocks, Span span) {
    public Task {
      blocks = List.copyOf(blocks);
    }
  }

  /** All blocks, in order. */
  public List<Block> blocks() {
    return tasks.stream().flatMap(t -> t.blocks().stream()).toList();
  }
}
