package dev.m2d.scan;

import java.util.Map;
import java.util.Set;

/**
 * The options of Meltano's commands: those of 4.4.1 and those of versions before. Meltano takes `_`
 * for `-` in names.
 */
final class MeltanoOptions {

  /** Verbs whose words end the options: what follows belongs to a plugin or to `elt`. */
  static final Set<String> FIRST_WORD_ENDS = Set.of("invoke", "schedule run");

  private static final Set<String> EVERYWHERE =
      Set.of(
          "--log-level",
          "--log-format",
          "--log-config",
          "--environment",
          "--cwd",
          "--env-file",
          "--database-uri");

  private static final Set<String> FLAGS_EVERYWHERE =
      Set.of("--no-environment", "--version", "--help", "-v", "--verbose");

  private static final Set<String> INSTALLING =
      Set.of("--install", "--no-install", "--only-install");

  private static final Map<String, String> SHORT_OF_EL =
      Map.of("-s", "--select", "-e", "--exclude", "-f", "--force");

  private static final Set<String> VALUES_OF_EL =
      Set.of(
          "--transform",
          "--select",
          "--exclude",
          "--catalog",
          "--state",
          "--dump",
          "--state-id",
          "--job-id",
          "--state-strategy",
          "--run-id");

  private static final Set<String> FLAGS_OF_EL =
      Set.of("--dry", "--full-refresh", "--refresh-catalog", "--force");

  private static final Map<String, Set<String>> VALUES =
      Map.of(
          "run",
          Set.of("--run-id", "--timeout", "--state-id-suffix", "--state-strategy", "--parallelism"),
          "el",
          VALUES_OF_EL,
          "elt",
          VALUES_OF_EL,
          "invoke",
          Set.of("--print-var", "--plugin-type", "--dump"),
          "schedule run",
          VALUES_OF_EL,
          "install",
          Set.of("--plugin-type", "--parallelism", "--schedule"));

  private static final Map<String, Set<String>> FLAGS =
      Map.of(
          "run",
          Set.of(
              "--force", "--dry-run", "--full-refresh", "--refresh-catalog", "--no-state-update"),
          "el",
          FLAGS_OF_EL,
          "elt",
          FLAGS_OF_EL,
          "invoke",
          Set.of("--refresh-catalog", "--list-commands", "--containers"),
          "schedule run",
          FLAGS_OF_EL,
          "install",
          Set.of("--clean", "--force", "--include-related"));

  private static final Map<String, Map<String, String>> SHORT =
      Map.of(
          "run",
          Map.of("-f", "--force"),
          "el",
          SHORT_OF_EL,
          "elt",
          SHORT_OF_EL,
          "install",
          Map.of("-p", "--parallelism", "-f", "--force", "-s", "--schedule"));

  /** Whether the commands of that verb are known by heart; of others any option is taken. */
  static boolean knows(String verb) {
    return VALUES.containsKey(verb);
  }

  static boolean isValue(String verb, String option) {
    return EVERYWHERE.contains(option) || VALUES.getOrDefault(verb, Set.of()).contains(option);
  }

  static boolean isFlag(String verb, String option) {
    return FLAGS_EVERYWHERE.contains(option)
        || INSTALLING.contains(option)
        || FLAGS.getOrDefault(verb, Set.of()).contains(option);
  }

  /** The long name of an option, with `-` for `_`. */
  static String name(String verb, String written) {
    if (written.startsWith("--")) {
      return written.replace('_', '-');
    }
    return SHORT.getOrDefault(verb, Map.of()).getOrDefault(written, written);
  }

  private MeltanoOptions() {}
}
