package dev.m2d.compare.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a file without what a run adds to it. */
public final class LogicalName {

  /** A file of rows: its name without its ending, and the ending. */
  private static final Pattern FILE =
      Pattern.compile("(?i)(.+?)\\.(csv|tsv|jsonl|ndjson|json|singer)(?:\\.gz)?");

  /** The same among what a target wrote, where nobody leaves a note in a `.txt`. */
  private static final Pattern WRITTEN =
      Pattern.compile("(?i)(.+?)\\.(csv|tsv|txt|jsonl|ndjson|json|singer)(?:\\.gz)?");

  private static final Pattern JSON =
      Pattern.compile("(?i).+\\.(jsonl|ndjson|json|singer)(?:\\.gz)?");

  private static final Pattern HIDDEN = Pattern.compile("(?:^|/)[._]");

  /**
   * What loaders append to the name of a stream: a part's number, a date, a time, a run's id. A
   * year, and a month behind one, are what people call a table by.
   */
  private static final Pattern APPENDED =
      Pattern.compile(
          "(?:(?<!(?<![0-9])(?:19|20)[0-9]{2})[-_.](?:part[-_]?)?"
              + "(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])?(?![0-9]))[0-9]+|[-_.]?[0-9]{4}-?[0-9]{2}-?[0-9]{2}"
              + "(?:[T_-]?[0-9]{2}[-_:]?[0-9]{2}(?:[-_:]?[0-9]{2})?(?:\\.[0-9]+)?Z?)?)+$");

  /** Whether the name is that of a file of rows. */
  public static boolean isRows(String file) {
    return FILE.matcher(file).matches();
  }

  /** Whether the name is that of a file of rows that a target wrote. */
  public static boolean isWrittenRows(String file) {
    return WRITTEN.matcher(file).matches();
  }

  /** Whether the rows are objects of JSON. */
  public static boolean isJson(String file) {
    return JSON.matcher(file).matches();
  }

  /** Whether it is what systems and loaders leave beside data, as `.DS_Store` and `_SUCCESS`. */
  public static boolean isHidden(String file) {
    return HIDDEN.matcher(file).find();
  }

  /** The name of a file of rows without its endings. */
  public static String bare(String file) {
    Matcher matcher = WRITTEN.matcher(file);
    return matcher.matches() ? matcher.group(1) : file;
  }

  /** The name of the stream that a file holds, by the file's name. */
  public static String stream(String file) {
    String stem = bare(file);
    String bare = APPENDED.matcher(stem).replaceFirst("");
    return bare.isEmpty() || bare.endsWith("/") ? stem : bare;
  }

  /** The name with its ending, without what a run adds and without that of a compression. */
  public static String of(String file) {
    Matcher matcher = WRITTEN.matcher(file);
    return matcher.matches()
        ? stream(file) + "." + matcher.group(2)
        : file.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
  }

  private LogicalName() {}
}
