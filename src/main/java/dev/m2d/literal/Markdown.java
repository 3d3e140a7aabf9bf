package dev.m2d.literal;

/** Text, code spans and table cells of GitHub's Markdown. */
public final class Markdown {
  private static final String SPECIAL = "\\`*_{}[]<>#|~$!&";

  private Markdown() {}

  /** Text of one line that shows as it is. */
  public static String text(String plain) {
    StringBuilder out = new StringBuilder();
    Characters.oneLine(plain)
        .codePoints()
        .forEach(
            codePoint -> {
              if (SPECIAL.indexOf(codePoint) >= 0) {
                out.append('\\');
              }
              out.appendCodePoint(codePoint);
            });
    return escapeStart(out.toString());
  }

  private static String escapeStart(String line) {
    return line.replaceFirst("^([0-9]+)([.)])", "$1\\\\$2").replaceFirst("^([-+=])", "\\\\$1");
  }

  /** A code span on one line, fit for a table cell. */
  public static Snippet code(String plain) {
    String line = Characters.oneLine(plain);
    if (line.isEmpty()) {
      return new Snippet(Language.MARKDOWN, "");
    }
    int run = longestRun(line);
    String fence = "`".repeat(run + 1);
    String pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
    String span = fence + pad + line.replace("|", "\\|") + pad + fence;
    return new Snippet(Language.MARKDOWN, span);
  }

  private static int longestRun(String line) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < line.length(); i++) {
      run = line.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
