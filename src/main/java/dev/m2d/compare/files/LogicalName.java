package dev.m2d.compare.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a file without what a run adds to it. */
public final class LogicalName {

  /** A file of rows: its name without its ending, and the ending. */
  private static final Pattern FILE =
      Pattern.compile("(?i)(.+?)\\.(csv|tsv|jsonl|ndjson|json)(?:\\.gz)?");

  /** What loaders append to the name of a stream: a part's number, a date, a time, a run's id. */
  private static final Pattern APPENDED =
      Pattern.compile(
          "(?:[-_.](?:part[-_]?)?[0-9]+|[-_.]?[0-9]{4}-?[0-9]{2}-?[0-9]{2}"
              + "(?:[T_-]?[0-9]{2}[-_:]?[0-9]{2}(?:[-_:]?[0-9]{2})?(?:\\.[0-9]+)?Z?)?)+$");

  /** Whether the name is that of a file of rows. */
  public static boolean isRows(String file) {
    return FILE.matcher(file).matches();
  }

  /** The name of the stream that a file holds, by the file's name. */
  public static String stream(String file) {
    Matcher matcher = FILE.matcher(file);
    String stem = matcher.matches() ? matcher.group(1) : file;
    String bare = APPENDED.matcher(stem).replaceFirst("");
    return bare.isEmpty() || bare.endsWith("/") ? stem : bare;
  }

  /** The name with its ending, without what a run adds and without that of a compression. */
  public static String of(String file) {
    Matcher matcher = FILE.matcher(file);
    return matcher.matches()
        ? stream(file) + "." + matcher.group(2)
        : file.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
  }

  private LogicalName() {}
}
