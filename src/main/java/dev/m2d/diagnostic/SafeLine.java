package dev.m2d.diagnostic;

import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of the input as they may be shown: secrets masked, nothing that steers a terminal. */
public final class SafeLine {

  static final int MAX_COLUMNS = 200;

  /** Code points of a line that are looked at; a line of megabytes is nobody's to read. */
  private static final int MAX_READ = 2000;

  private static final String MASK = "***";
  private static final Pattern URL_PASSWORD = Pattern.compile("(?<=://)[^\\s/@:]*:[^\\s@]+(?=@)");
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "(?i)(?<![\\w.-])[\\w.-]*(?:passw|pwd|passphrase|secret|token|api_?key|private_key|"
              + "credential|webhook|_hook)[\\w.-]*[\"']?\\s*[:=]\\s*(?![\"']?\\$)(\\S.*)$");

  private final List<Span> secrets;
  private final UnaryOperator<String> hide;

  /**
   * @param secrets places whose text is never shown; keys with telling names are masked anyway
   * @param hide replaces the secrets in what else a line says
   */
  public SafeLine(List<Span> secrets, UnaryOperator<String> hide) {
    // From the end of a line, so that a mask does not move the places before it.
    this.secrets =
        secrets.stream()
            .distinct()
            .sorted(Comparator.comparingInt(Span::line).thenComparingInt(Span::column).reversed())
            .toList();
    this.hide = hide;
  }

  /** The line of that number (from 1), as long as it was up to the first thing that is masked. */
  public String show(String file, int number, String line) {
    String text = start(line);
    for (Span secret : secrets) {
      boolean here =
          secret.file().equals(file) && secret.line() <= number && number <= secret.endLine();
      if (here && number > secret.line()) {
        return MASK;
      }
      int points = text.codePointCount(0, text.length());
      if (here && secret.column() <= points) {
        int start = text.offsetByCodePoints(0, secret.column() - 1);
        boolean ends = secret.endLine() == number && secret.endColumn() - 1 <= points;
        int end = ends ? text.offsetByCodePoints(0, secret.endColumn() - 1) : text.length();
        text = text.substring(0, start) + MASK + text.substring(Math.max(start, end));
      }
    }
    text = URL_PASSWORD.matcher(hide.apply(text)).replaceAll(MASK);
    Matcher key = SECRET_KEY.matcher(text);
    text = key.find() ? text.substring(0, key.start(1)) + MASK : text;
    text = text.replaceAll("\\p{Cntrl}", " ");
    boolean isLong = text.codePointCount(0, text.length()) > MAX_COLUMNS;
    return isLong ? text.substring(0, text.offsetByCodePoints(0, MAX_COLUMNS)) : text;
  }

  private static String start(String line) {
    boolean isLong = line.length() > MAX_READ && line.codePointCount(0, line.length()) > MAX_READ;
    return isLong ? line.substring(0, line.offsetByCodePoints(0, MAX_READ)) : line;
  }
}
