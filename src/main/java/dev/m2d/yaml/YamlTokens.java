package dev.m2d.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.tokens.CommentToken;
import org.yaml.snakeyaml.tokens.Token;

/** Where the words of a YAML text are: scalars, comments, anchors, tags. */
public final class YamlTokens {

  /**
   * A word.
   *
   * @param start index of its first character
   * @param end index after its last one
   */
  public record Word(int start, int end, boolean isComment) {}

  private static final int MAX_CODE_POINTS = 64 * 1024 * 1024;

  private YamlTokens() {}

  /** In order; empty when the text is no YAML. */
  public static Optional<List<Word>> of(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setProcessComments(true);
    options.setCodePointLimit(MAX_CODE_POINTS);
    options.setNestingDepthLimit(YamlReader.MAX_DEPTH);
    List<Word> words = new ArrayList<>();
    int codePoints = 0; // Of the start of the word before.
    int characters = 0;
    try {
      ScannerImpl scanner = new ScannerImpl(new StreamReader(text), options);
      while (scanner.peekToken() != null && !scanner.checkToken(Token.ID.StreamEnd)) {
        Token token = scanner.getToken();
        if (isWord(token)) {
          characters =
              text.offsetByCodePoints(characters, token.getStartMark().getIndex() - codePoints);
          codePoints = token.getStartMark().getIndex();
          int length = token.getEndMark().getIndex() - codePoints;
          int end = text.offsetByCodePoints(characters, length);
          words.add(new Word(characters, end, token instanceof CommentToken));
        }
      }
    } catch (YAMLException e) {
      return Optional.empty();
    }
    words.sort(Comparator.comparingInt(Word::start));
    return Optional.of(words);
  }

  private static boolean isWord(Token token) {
    if (token instanceof CommentToken comment) {
      return comment.getCommentType() != CommentType.BLANK_LINE;
    }
    return switch (token.getTokenId()) {
      case Scalar, Anchor, Alias, Tag, Directive -> true;
      default -> false;
    };
  }
}
