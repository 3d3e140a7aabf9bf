package dev.m2d.naming;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name somebody probably meant. */
public final class DidYouMean {

  /**
   * The candidate nearest to `word` by edit distance (insert, delete, replace, swap of neighbours),
   * when it is near enough: at most a third of the word's length, and at least 1. Of equally near
   * ones the first.
   */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    int limit = Math.max(1, word.length() / 3);
    String lower = word.toLowerCase(Locale.ROOT);
    String best = null;
    int bestDistance = limit + 1;
    for (String candidate : candidates) {
      // Words are as far apart as their lengths are, at least.
      if (Math.abs(candidate.length() - word.length()) >= bestDistance) {
        continue;
      }
      int d = distance(lower, candidate.toLowerCase(Locale.ROOT), bestDistance);
      if (d < bestDistance) {
        best = candidate;
        bestDistance = d;
      }
    }
    return Optional.ofNullable(best);
  }

  /** As a hint: ` Did you mean `x`?` or an empty text. */
  public static String hint(String word, Collection<String> candidates) {
    return nearest(word, candidates).map(c -> " Did you mean `" + c + "`?").orElse("");
  }

  /**
   * How many edits lie between two words; where that is no less than `enough`, some such number.
   */
  static int distance(String a, String b, int enough) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    int least = 0;
    for (int i = 1; i <= a.length(); i++) {
      int before = least;
      least = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
        least = Math.min(least, d[i][j]);
      }
      if (least >= enough && before >= enough) {
        return least;
      }
    }
    return d[a.length()][b.length()];
  }

  private DidYouMean() {}
}
