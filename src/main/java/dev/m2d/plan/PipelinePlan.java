package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * A tap, any mappers and a target: one multi-asset in a module of its own.
 *
 * @param name of the op, and of the module and function
 * @param function the same as a Python name
 * @param text the blocks as Meltano writes them
 * @param extractor name of the tap's plugin
 * @param loader name of the target's plugin
 * @param mappings names of the mappings, in order
 * @param mappers the mapper plugin of each mapping
 * @param mappingTuple the mappings as a Python tuple
 * @param mapperTuple the mappers as a Python tuple
 * @param mapped whether there is any mapping
 * @param streams the assets, never empty
 * @param streamsKnown whether the streams could be told without running the tap
 * @param single whether there is exactly one stream
 * @param runner who runs it: {@code singer}, {@code meltano} or {@code native}
 * @param takesVariables whether a job with variables of its own runs it
 * @param pool the pool of an earlier run, where the natural one is another
 * @param group asset group
 * @param docstring of the module
 * @param imports names taken from the kit, as they stand in the import statement
 * @param origins where Meltano names it
 */
public record PipelinePlan(
    String name,
    Snippet function,
    String text,
    String extractor,
    String loader,
    List<String> mappings,
    List<String> mappers,
    Snippet mappingTuple,
    Snippet mapperTuple,
    boolean mapped,
    List<StreamPlan> streams,
    boolean streamsKnown,
    boolean single,
    String runner,
    boolean takesVariables,
    Optional<Snippet> pool,
    String group,
    Snippet docstring,
    Snippet imports,
    List<Span> origins) {
  public PipelinePlan {
    mappings = List.copyOf(mappings);
    mappers = List.copyOf(mappers);
    streams = List.copyOf(streams);
    origins = List.copyOf(origins);
  }
}
