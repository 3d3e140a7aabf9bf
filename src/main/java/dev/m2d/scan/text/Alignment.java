package dev.m2d.scan.text;

/** Finds the places of a text that was unfolded or unescaped from a part of a file. */
public final class Alignment {

  /** How far the next character may lie behind escapes and indentation. */
  private static final int MAX_SKIP = 200;

  /** The text, each character with the place in `[from, end)` where it most likely stands. */
  public static Fragment of(SourceText file, int from, int end, String text) {
    FragmentBuilder fragment = new FragmentBuilder(file);
    String source = file.text();
    int last = Math.min(end, source.length());
    int here = Math.min(from, source.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        fragment.add(c, here);
        if (here < last && Character.isWhitespace(source.charAt(here))) {
          here++;
        }
        continue;
      }
      int found = here;
      int limit = Math.min(last, here + MAX_SKIP);
      while (found < limit && source.charAt(found) != c) {
        found++;
      }
      if (found < limit) {
        here = found;
      }
      fragment.add(c, here);
      here = found < limit ? here + 1 : here;
    }
    return fragment.build();
  }

  private Alignment() {}
}
