package dev.m2d.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Finds a short name for a program. */
final class ProgramName {

  /** Programs that run what their arguments name. */
  private static final Set<String> STARTERS =
      Set.of(
          "python", "python3", "bash", "sh", "uv", "uvx", "poetry", "run", "exec", "env", "node");

  /** The script without folder and ending; of `python match.py --all`, `match`. */
  static String of(String command) {
    List<String> words =
        Arrays.stream(command.strip().split("\\s+"))
            .map(w -> w.replaceAll("[\"']", ""))
            .filter(w -> !w.startsWith("-") && !w.isEmpty())
            .toList();
    return words.stream()
        .map(w -> w.substring(w.lastIndexOf('/') + 1))
        .filter(w -> !STARTERS.contains(w) && w.matches(".*[A-Za-z].*"))
        .findFirst()
        .map(w -> w.replaceAll("\\.(py|sh|js|sql|rb|pl)$", ""))
        .orElse("program");
  }

  private ProgramName() {}
}
