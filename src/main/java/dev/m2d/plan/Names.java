package dev.m2d.plan;

import dev.m2d.literal.Python;
import dev.m2d.literal.Snippet;
import dev.m2d.naming.NameAllocator;
import dev.m2d.naming.NameLedger;
import dev.m2d.naming.NameLedger.Entry;
import dev.m2d.naming.NameLedger.Kind;
import dev.m2d.naming.PythonNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives every job, op and schedule a name that Dagster takes, and that stays. Jobs and ops share
 * one space: Dagster refuses a job that is named like an op. Names differ even as modules, because
 * each is one too.
 */
final class Names {
  /** What Dagster's own check forbids beside the keywords of Python. */
  private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_]+");

  private static final Set<String> FORBIDDEN =
      Set.of(
          "context",
          "conf",
          "config",
          "meta",
          "arg_dict",
          "dict",
          "input_arg_dict",
          "output_arg_dict",
          "int",
          "str",
          "float",
          "bool",
          "input",
          "output",
          "type");

  /** Names that generated modules import; a variable of that name would hide them. */
  private static final Set<String> IMPORTED =
      Set.of(
          "asset_job",
          "op_job",
          "unsupported",
          "job_schedule",
          "command_asset",
          "program_asset",
          "run_pipeline",
          "load_table",
          "archive_job",
          "file_job",
          "file_jobs",
          "file_sensor",
          "retention_job",
          "dg",
          "commands",
          "dbt_assets",
          "definitions");

  /** Jobs, sensors and checks that every project has. */
  private static final List<String> OWN =
      List.of(
          "run_failure", "failure_notices", "parallel_run", "parallel_run_pairs", "parity_checks");

  /** Room is left for what is added to a name that is a file's too. */
  private static final int LONGEST = 150;

  private final NameLedger frozen;
  private final NameAllocator steps = new NameAllocator(Names::identifier);
  private final NameAllocator schedules = new NameAllocator(Names::identifier);
  private final List<Entry> given = new ArrayList<>();
  private final Map<Kind, Map<String, String>> definitions = new EnumMap<>(Kind.class);

  Names(NameLedger frozen) {
    this.frozen = frozen;
    OWN.forEach(steps::reserve);
    schedules.reserve("parallel_run");
    for (Entry entry : frozen.entries()) {
      if (entry.kind() == Kind.JOB || entry.kind() == Kind.OP) {
        steps.freeze(entry.name(), entry.kind() + " " + entry.origin());
      } else if (entry.kind() == Kind.SCHEDULE) {
        schedules.freeze(entry.name(), entry.origin());
      }
    }
  }

  /** Records what a thing is, so that a later run knows it under another name. */
  void define(Kind kind, String origin, String definition) {
    definitions.computeIfAbsent(kind, k -> new HashMap<>()).put(origin, definition);
  }

  private void give(Kind kind, String origin, String name) {
    String definition = definitions.getOrDefault(kind, Map.of()).getOrDefault(origin, "");
    given.add(new Entry(kind, origin, name, definition, false));
  }

  /**
   * The beginning of the names of an importer's definitions; they are kept from being given.
   *
   * @param text of its pipeline
   * @param natural the name of its pipeline
   * @param types names of its kinds of files
   */
  String stem(String text, String natural, List<String> types) {
    String stem = frozenStem(text).orElseGet(() -> freeStem(natural, types));
    keep(stem, types);
    return stem;
  }

  /** Keeps the names that an earlier run gave to an importer, before others can get them. */
  void keepStem(String text, List<String> types) {
    frozenStem(text).ifPresent(stem -> keep(stem, types));
  }

  private void keep(String stem, List<String> types) {
    ImporterNames.steps(stem, types).forEach(steps::reserve);
    ImporterNames.sensors(stem, types).forEach(schedules::reserve);
  }

  private Optional<String> frozenStem(String text) {
    return frozen
        .name(Kind.OP, ImporterNames.origin(text))
        .filter(name -> name.endsWith(ImporterNames.FILES))
        .map(name -> name.substring(0, name.length() - ImporterNames.FILES.length()));
  }

  private String freeStem(String natural, List<String> types) {
    String stem = natural;
    for (int n = 2; !isFree(stem, types); n++) {
      stem = natural + "_" + n;
    }
    return stem;
  }

  private boolean isFree(String stem, List<String> types) {
    return !steps.isTaken(stem + ImporterNames.FILES)
        && ImporterNames.steps(stem, types).stream().noneMatch(steps::isTaken)
        && ImporterNames.sensors(stem, types).stream().noneMatch(schedules::isTaken);
  }

  /** Records the code location. */
  void location(Entry location) {
    given.add(location);
  }

  /** Records a plugin. */
  void plugin(String origin, String name) {
    give(Kind.PLUGIN, origin, name);
  }

  /** The Dagster name of a job, by what it is made of. */
  String job(String origin, String meltanoName) {
    String name = steps.allocate(legal(meltanoName, "_job"), Kind.JOB + " " + origin);
    give(Kind.JOB, origin, name);
    return name;
  }

  /** The name of an op, by what it runs. */
  String op(String text, String suggestion) {
    String name = steps.allocate(legal(suggestion, "_step"), Kind.OP + " " + text);
    give(Kind.OP, text, name);
    return name;
  }

  /** The Dagster name of a schedule, by its name in Meltano. */
  String schedule(String meltanoName) {
    String name = schedules.allocate(legal(meltanoName, "_schedule"), meltanoName);
    give(Kind.SCHEDULE, meltanoName, name);
    return name;
  }

  /** Records the key of an asset. */
  void asset(String origin, List<String> key) {
    give(Kind.ASSET, origin, String.join("/", key));
  }

  /** The key that an earlier run gave, as its parts; empty when there is none. */
  List<String> frozenKey(String origin) {
    return frozen.name(Kind.ASSET, origin).map(k -> List.of(k.split("/", -1))).orElse(List.of());
  }

  /** The pool of a pipeline. */
  String pool(String origin, String suggestion) {
    String name = frozen.name(Kind.POOL, origin).orElse(suggestion);
    give(Kind.POOL, origin, name);
    return name;
  }

  /** All names of this run, and the earlier ones that stay frozen. */
  NameLedger ledger() {
    return frozen.mergedUnder(new NameLedger(given));
  }

  /** A Python variable for a Dagster name. */
  static Snippet variable(String dagsterName) {
    return Python.name(identifier(dagsterName));
  }

  /** A module and variable name for a Dagster name. */
  static String identifier(String dagsterName) {
    String name = PythonNames.identifier(dagsterName);
    return IMPORTED.contains(name) ? name + "_" : name;
  }

  /** Whether Dagster and Python take a name as it is. */
  static boolean isLegal(String name) {
    return !OWN.contains(name) && legal(name, "_").equals(name);
  }

  /** Whether a run can have given a name: a number behind one that was taken makes it longer. */
  static boolean isPossible(Kind kind, String name) {
    boolean isOwn = kind == Kind.SCHEDULE ? name.equals("parallel_run") : OWN.contains(name);
    String most = name.replaceFirst("_[0-9]{1,6}$", "");
    boolean isNumbered = !most.equals(name) && legal(most, "").equals(most);
    return !isOwn && (isNumbered || legal(name, "_").equals(name));
  }

  /** Letters, digits and underscores only; a forbidden word gets the suffix. */
  private static String legal(String text, String suffix) {
    String whole = OTHER.matcher(PythonNames.withoutAccents(text)).replaceAll("_");
    String name = whole.substring(0, Math.min(LONGEST, whole.length()));
    if (name.replace("_", "").isEmpty()) {
      return "unnamed" + suffix;
    }
    return FORBIDDEN.contains(name) || PythonNames.isReserved(name) ? name + suffix : name;
  }

  /** One part of an asset key: letters, digits, `_`, `-` and `.`. */
  static String keyPart(String text) {
    String part = PythonNames.withoutAccents(text).replaceAll("[^A-Za-z0-9_.-]+", "_");
    return part.isEmpty() ? "unnamed" : part;
  }
}
