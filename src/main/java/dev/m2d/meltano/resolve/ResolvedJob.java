package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import java.util.List;

/**
 * A job. Meltano runs all blocks of all tasks one after the other and stops at the first failure;
 * the borders between tasks have no meaning.
 */
public record ResolvedJob(String name, List<Task> tasks, Span span) {

  public ResolvedJob {
    tasks = List.copyOf(tasks);
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
