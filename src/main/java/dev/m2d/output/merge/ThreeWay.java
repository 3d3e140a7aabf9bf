package dev.m2d.output.merge;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeChunk;
import org.eclipse.jgit.merge.MergeResult;

/**
 * The merge of one text. Where JGit finds no conflict its result counts. It calls changes of
 * neighbouring lines a conflict; these are taken apart, and what both sides put into one list is
 * merged by its items.
 */
public final class ThreeWay {

  /**
   * Merges lines without their ends.
   *
   * @param base what was generated before
   * @param mine what the user made of it
   * @param fresh what is generated now
   */
  public static Merged merge(
      Language language, List<String> base, List<String> mine, List<String> fresh) {
    MergeResult<Lines> result =
        new MergeAlgorithm()
            .merge(Lines.COMPARATOR, new Lines(base), new Lines(mine), new Lines(fresh));
    if (result.containsConflicts()) {
      Merged merged = new Merged(new Neighbours(language, 0).merge(base, mine, fresh));
      return language == Language.PYTHON && merged.conflicts() > 0
          ? ImportBlock.merge(base, mine, fresh)
              .filter(other -> other.conflicts() < merged.conflicts())
              .orElse(merged)
          : merged;
    }
    List<String> lines = new ArrayList<>();
    for (MergeChunk chunk : result) {
      Lines from = result.getSequences().get(chunk.getSequenceIndex());
      lines.addAll(from.range(chunk.getBegin(), chunk.getEnd()));
    }
    return new Merged(List.of(new Part.Settled(lines)));
  }

  private ThreeWay() {}
}
