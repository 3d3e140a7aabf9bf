package dev.m2d.report.diff;

import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.DagsterPlan;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is true of a project, as far as a person wants to know when it changes. There is no secret
 * in it, no time, and no place of a machine.
 *
 * @param toolVersion of the m2d that said so
 */
public record Facts(String toolVersion, List<Fact> all) {

  static final String SECRET = "moved secret";

  public Facts {
    all = all.stream().sorted(Comparator.comparing(Fact::id)).toList();
  }

  /** None: of a folder that nothing was written to. */
  public static Facts none(String toolVersion) {
    return new Facts(toolVersion, List.of());
  }

  /** Those of a project and what becomes of it. */
  public static Facts of(ResolvedProject project, DagsterPlan plan, String toolVersion) {
    return new Facts(toolVersion, new FactMaker(project, plan).all());
  }

  /**
   * The same with the secrets that the variables of a file of variables hold: never written, only
   * to see whether the project says another one.
   */
  public Facts with(Map<String, String> variables) {
    return new Facts(
        toolVersion,
        all.stream()
            .map(
                f ->
                    f.kind().equals(SECRET)
                        ? f.hiding(Optional.ofNullable(variables.get(f.name())))
                        : f)
            .toList());
  }

  /** The last one of each name. */
  static SortedMap<Fact.Id, Fact> byId(Collection<Fact> facts) {
    SortedMap<Fact.Id, Fact> map = new TreeMap<>();
    facts.forEach(f -> map.put(f.id(), f));
    return Collections.unmodifiableSortedMap(map);
  }
}
