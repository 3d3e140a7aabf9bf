package dev.m2d.scan;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The options of one call, global ones included.
 *
 * @param flags long names of the options without a value, such as `--full-refresh`
 * @param values long names of the options with a value; a value that is not known here is empty
 *     text as written in {@link Call#inputs}
 * @param cwd folder Meltano works in, as `--cwd`, `cd` or a working directory say, relative to the
 *     folder of the project root where that is known
 */
public record Options(Set<String> flags, Map<String, List<String>> values, Optional<String> cwd) {

  public Options {
    flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Meltano's environment; empty text for `--no-environment`. */
  public Optional<String> environment() {
    return flags.contains("--no-environment") ? Optional.of("") : value("--environment");
  }

  /** `--full-refresh`. */
  public boolean fullRefresh() {
    return flags.contains("--full-refresh");
  }

  /** `--refresh-catalog`. */
  public boolean refreshCatalog() {
    return flags.contains("--refresh-catalog");
  }

  /** `--dry-run`, and `--dry` of `el` and `elt`. */
  public boolean dryRun() {
    return flags.contains("--dry-run") || flags.contains("--dry");
  }

  /** Whether the call only installs plugins or prints, and moves nothing. */
  public boolean movesNothing() {
    return dryRun()
        || flags.contains("--only-install")
        || flags.contains("--help")
        || flags.contains("--list-commands")
        || values.containsKey("--dump");
  }

  /** `--state-id-suffix`. */
  public Optional<String> stateIdSuffix() {
    return value("--state-id-suffix");
  }

  /** `--state-id`, and `--job_id` of old versions, in whose names `_` is `-` here. */
  public Optional<String> stateId() {
    return value("--state-id").or(() -> value("--job-id"));
  }

  /** `--transform` of `elt`. */
  public Optional<String> transform() {
    return value("--transform");
  }

  /** The last value of an option. */
  private Optional<String> value(String name) {
    List<String> given = values.getOrDefault(name, List.of());
    return given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
  }
}
