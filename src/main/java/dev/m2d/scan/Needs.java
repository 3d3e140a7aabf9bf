package dev.m2d.scan;

import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Jobs of a CI pipeline that wait for each other: those that do are one sequence. */
final class Needs {

  private record Job(Unit unit, Set<String> needs) {}

  private final Map<String, Job> jobs = new LinkedHashMap<>();

  /**
   * Notes a job.
   *
   * @param needs names of those it waits for
   */
  void add(String name, Unit unit, List<YamlNode> needs) {
    Set<String> names = new LinkedHashSet<>();
    for (YamlNode need : needs) {
      if (need instanceof YamlScalar s) {
        names.add(s.text());
      } else if (need instanceof dev.m2d.yaml.YamlMap map) {
        YamlDocuments.text(map, "job").ifPresent(names::add);
      }
    }
    put(name, unit, names);
  }

  void put(String name, Unit unit, Set<String> needs) {
    jobs.put(name, new Job(unit, needs));
  }

  /**
   * Puts jobs that wait for each other into one sequence.
   *
   * @param whole the unit that is to hold it
   */
  void order(Unit whole, Context context) {
    Set<String> done = new LinkedHashSet<>();
    for (String name : jobs.keySet()) {
      Set<String> together = new LinkedHashSet<>();
      connected(name, together);
      if (together.size() > 1 && done.add(together.stream().sorted().toList().toString())) {
        List<Unit> parts = new ArrayList<>();
        Set<String> placed = new LinkedHashSet<>();
        jobs.keySet().stream()
            .filter(together::contains)
            .forEach(j -> place(j, placed, new LinkedHashSet<>(), parts));
        Unit unit =
            done.size() == 1
                ? whole
                : new Unit(whole.name() + "." + name, whole.kind(), whole.schedule());
        context.sequences.add(new Context.Sequence(unit, parts));
      }
    }
  }

  private void connected(String name, Set<String> into) {
    if (!jobs.containsKey(name) || !into.add(name)) {
      return;
    }
    jobs.get(name).needs().forEach(n -> connected(n, into));
    jobs.forEach(
        (other, job) -> {
          if (job.needs().contains(name)) {
            connected(other, into);
          }
        });
  }

  private void place(String name, Set<String> placed, Set<String> path, List<Unit> into) {
    Job job = jobs.get(name);
    if (job == null || placed.contains(name) || !path.add(name)) {
      return;
    }
    job.needs().forEach(n -> place(n, placed, path, into));
    if (placed.add(name)) {
      into.add(job.unit());
    }
  }
}
