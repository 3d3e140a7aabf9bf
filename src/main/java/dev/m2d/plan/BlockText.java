package dev.m2d.plan;

import dev.m2d.meltano.resolve.Block;

/** The texts by which blocks are told apart, which are those of {@link TaskPlan}. */
public final class BlockText {

  /** The words of a block as Meltano or m2d.yaml has it. */
  public static String of(Block block) {
    if (block instanceof Block.ExtractLoad load) {
      return PipelinePlanner.text(load);
    }
    if (block instanceof Block.PluginCommand command) {
      return StepPlanner.text(command);
    }
    if (block instanceof Block.Program program) {
      return StepPlanner.text(program);
    }
    return ((Block.Broken) block).text();
  }

  private BlockText() {}
}
