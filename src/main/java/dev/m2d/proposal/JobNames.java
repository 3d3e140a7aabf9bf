package dev.m2d.proposal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of jobs, made of the names of units. */
final class JobNames {

  private static final Pattern PAIR = Pattern.compile("^tap-([\\w-]+) .*?target-([\\w-]+)");

  private final Set<String> taken;

  /**
   * @param taken names of jobs and plugins
   */
  JobNames(Set<String> taken) {
    this.taken = new LinkedHashSet<>(taken);
  }

  /**
   * One name for each set of variables of a unit, in order.
   *
   * @param about the job of meltano.yml that the unit runs, if it runs nothing else
   * @param what the blocks of the first task, for units that have no name
   */
  List<String> of(
      String unit, List<Map<String, String>> variables, Optional<String> about, String what) {
    String base = about.map(JobNames::slug).orElseGet(() -> base(unit, what));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      String wanted = base;
      if (variables.size() > 1) {
        int number = i + 1;
        wanted = base + "_" + word(variables, i).orElseGet(() -> Integer.toString(number));
      }
      names.add(unique(wanted, file(unit)));
    }
    return names;
  }

  /** `run_pipeline` of `scripts/run_pipeline.sh`, `load` of `Makefile:load`. */
  private static String base(String whole, String what) {
    String unit = whole.replaceFirst(" \\(.*", "");
    String last = unit.substring(unit.lastIndexOf(':') + 1);
    String file = last.substring(last.lastIndexOf('/') + 1);
    String inner = unit.contains(":") ? last.substring(last.lastIndexOf('.') + 1) : file;
    String stem = unit.contains(":") ? inner : file.replaceFirst("(?<=.)\\.[A-Za-z]+$", "");
    String name = slug(stem);
    return name.matches("\\d+") ? blocks(what).orElse(file(unit) + "_" + name) : name;
  }

  /** `csv_to_postgres` of `tap-csv target-postgres`. */
  private static Optional<String> blocks(String what) {
    Matcher m = PAIR.matcher(what);
    return m.find()
        ? Optional.of(slug(m.group(1) + "_to_" + m.group(2)))
        : Optional.of(what).filter(w -> w.matches("[\\w:-]+")).map(JobNames::slug);
  }

  /** `gitlab_ci` of `.gitlab-ci.yml:load`, `scripts` of `scripts/load.sh`. */
  private static String file(String whole) {
    String unit = whole.replaceFirst(" \\(.*", "");
    String path = unit.contains(":") ? unit.substring(0, unit.lastIndexOf(':')) : unit;
    List<String> parts = List.of(path.split("/", -1));
    int last = parts.size() - 1;
    String part = parts.get(unit.contains(":") ? last : Math.max(0, last - 1));
    return slug(part.replaceFirst("(?<=.)\\.[A-Za-z]+$", ""));
  }

  private static String slug(String text) {
    String name = text.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_+|_+$", "");
    return name.isEmpty() ? "job" : name.toLowerCase(Locale.ROOT);
  }

  /** A word that the values of only this set have, such as `daily` of `customers_daily.csv`. */
  private static Optional<String> word(List<Map<String, String>> variables, int index) {
    Set<String> common = new LinkedHashSet<>();
    boolean isFirst = true;
    for (Map.Entry<String, String> entry : variables.get(index).entrySet()) {
      Set<String> others = new LinkedHashSet<>();
      for (int i = 0; i < variables.size(); i++) {
        String theirs = variables.get(i).get(entry.getKey());
        if (i != index && theirs != null) {
          others.addAll(words(theirs));
        }
      }
      Set<String> own = words(entry.getValue());
      boolean differs = own.stream().anyMatch(w -> !others.contains(w)) && !others.isEmpty();
      if (differs) {
        own.removeAll(others);
        if (isFirst) {
          common.addAll(own);
        } else {
          common.retainAll(own);
        }
        isFirst = false;
      }
    }
    return common.stream().findFirst();
  }

  private static Set<String> words(String value) {
    return new LinkedHashSet<>(
        Arrays.stream(value.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
            .filter(w -> !w.isEmpty())
            .toList());
  }

  /** The name itself, with that of its file before it where it is taken, or with a number. */
  private String unique(String wanted, String file) {
    boolean repeats = (wanted + "_").startsWith(file + "_");
    String name = taken.contains(wanted) && !repeats ? file + "_" + wanted : wanted;
    String base = name;
    for (int n = 2; taken.contains(name); n++) {
      name = base + "_" + n;
    }
    taken.add(name);
    return name;
  }
}
