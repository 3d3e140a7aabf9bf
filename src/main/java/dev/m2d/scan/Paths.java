package dev.m2d.scan;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths with `/`, relative to the project root unless they begin with `/`. */
final class Paths {

  /** The path `path` seen from `folder`, without `.` and, where possible, without `..`. */
  static String join(String folder, String path) {
    String whole = path.startsWith("/") || folder.isEmpty() ? path : folder + "/" + path;
    Deque<String> parts = new ArrayDeque<>();
    for (String part : whole.split("/+", -1)) {
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return (whole.startsWith("/") ? "/" : "") + String.join("/", parts);
  }

  /** The folder of a file; empty for the root. */
  static String parent(String file) {
    int slash = file.lastIndexOf('/');
    return slash < 0 ? "" : file.substring(0, slash);
  }

  private Paths() {}
}
