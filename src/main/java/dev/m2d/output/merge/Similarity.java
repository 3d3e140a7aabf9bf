package dev.m2d.output.merge;

import java.io.IOException;
import org.eclipse.jgit.diff.SimilarityIndex;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectLoader;

/** How much of one text is in another, as Git measures it to tell renamed files. */
public final class Similarity {

  /** What Git takes for a renamed file. */
  public static final int RENAMED = 60;

  private static final int SCALE = 100;

  private final SimilarityIndex index;

  /** Reads a text. */
  public Similarity(byte[] bytes) {
    try {
      index = SimilarityIndex.create(new ObjectLoader.SmallObject(Constants.OBJ_BLOB, bytes));
    } catch (IOException | SimilarityIndex.TableFullException e) {
      throw new IllegalStateException("a text in memory has an index", e);
    }
  }

  /** From 0, nothing in common, to 100. */
  public int percent(Similarity other) {
    return index.score(other.index, SCALE);
  }
}
