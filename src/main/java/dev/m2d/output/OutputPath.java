package dev.m2d.output;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The rule for paths of output files, which holds for our own and for those a manifest claims. */
final class OutputPath {

  static final String STATE_FOLDER = ".m2d";

  /** What was true of the project when it was last generated. */
  static final String FACTS = STATE_FOLDER + "/facts.json";

  private static final int MAX_LENGTH = 1024;

  /** What is wrong with it, if anything. */
  static Optional<String> problem(String path) {
    if (path.isEmpty() || path.length() > MAX_LENGTH) {
      return Optional.of("is empty or too long");
    }
    if (path.startsWith("/") || path.matches("(?s)[A-Za-z]:.*")) {
      return Optional.of("is absolute");
    }
    if (path.codePoints().anyMatch(c -> c == '\\' || Character.isISOControl(c))) {
      return Optional.of("has a character that no path of ours has");
    }
    List<String> parts = List.of(path.split("/", -1));
    if (parts.contains("..") || parts.contains(".") || parts.contains("")) {
      return Optional.of("does not stay inside the output folder");
    }
    if (parts.get(0).equalsIgnoreCase(STATE_FOLDER)) {
      return Optional.of("lies in the tool's own folder");
    }
    if (parts.stream().anyMatch(p -> p.equalsIgnoreCase(".git"))) {
      return Optional.of("lies in the folder of version control");
    }
    try {
      return Path.of(path).isAbsolute() ? Optional.of("is absolute") : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.of("is no path on this system");
    }
  }

  /** The path of what could not be merged into a file. */
  static String rejects(String path) {
    return path + ".rej";
  }

  /** The path of a module of the user's that nothing is to load any more. */
  static String kept(String path) {
    return path + ".kept";
  }

  /** The path of the pristine copy. */
  static String base(String path) {
    return STATE_FOLDER + "/base/" + path + ".base";
  }

  private OutputPath() {}
}
