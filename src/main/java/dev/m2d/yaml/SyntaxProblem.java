package dev.m2d.yaml;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Puts what SnakeYAML says about a text into words: it names tokens by the ids of its scanner. */
final class SyntaxProblem {

  private static final Map<String, String> TOKENS = new LinkedHashMap<>();
  private static final Pattern INDENTATION =
      Pattern.compile("\\s*\\(Do not use .* for indentation\\)");

  static {
    TOKENS.put("<stream end>", "the end of the file");
    TOKENS.put("<document start>", "the start of a document");
    TOKENS.put("<document end>", "the end of the document");
    TOKENS.put("<block mapping start>", "the start of a mapping");
    TOKENS.put("<block sequence start>", "the start of a list");
    TOKENS.put("<block end>", "the end of the block");
    TOKENS.put("<block entry>", "an entry of a list");
    TOKENS.put("<scalar>", "a value");
    TOKENS.put("<alias>", "an alias");
    TOKENS.put("<anchor>", "an anchor");
    TOKENS.put("<tag>", "a tag");
    TOKENS.put("<directive>", "a directive");
    TOKENS.put("<comment>", "a comment");
    TOKENS.put("\\t(TAB)", "tab");
  }

  /**
   * One sentence.
   *
   * @param problem as SnakeYAML puts it
   * @param found the character at the place; 0 at the end of the text
   */
  static String sentence(String problem, int found) {
    String text = INDENTATION.matcher(problem).replaceAll("");
    for (Map.Entry<String, String> token : TOKENS.entrySet()) {
      text =
          text.replace("'" + token.getKey() + "'", token.getValue())
              .replace(token.getKey(), token.getValue());
    }
    text = text.replace("character tab", "a tab");
    // The scanner has one token for a written question mark and for the key that it sees coming.
    String key = found == '?' ? "a question mark" : "a key";
    text = text.replaceAll("(found|got) '?\\?'?$", "$1 " + key);
    text = text.replaceAll("(found|got) '?([\\[\\]{},:-])'?$", "$1 '$2'").strip();
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(1)
        + (text.endsWith(".") ? "" : ".");
  }

  private SyntaxProblem() {}
}
