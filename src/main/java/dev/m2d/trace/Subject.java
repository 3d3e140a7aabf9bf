package dev.m2d.trace;

import dev.m2d.account.Place;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.naming.NameLedger;
import dev.m2d.plan.Runners;
import dev.m2d.render.Overrides;
import dev.m2d.scan.Scan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is looked into.
 *
 * @param project with the catalogs that were captured
 * @param places of its files that may be otherwise
 * @param scan the calls of Meltano in scripts
 * @param output the folder of the generated project
 * @param way from there to the Meltano project
 * @param names that an earlier run gave
 * @param runners what the user says of runners
 * @param overrides the templates of the project
 */
public record Subject(
    ResolvedProject project,
    List<Place> places,
    Scan scan,
    Path output,
    String way,
    NameLedger names,
    Runners runners,
    Overrides overrides) {

  public Subject {
    places = List.copyOf(places);
  }

  /** The text of a file of the project. */
  String text(String file) {
    return project.files().stream()
        .filter(f -> f.path().equals(file))
        .findFirst()
        .map(SourceFile::text)
        .orElse("");
  }

  /** All that may be otherwise, file by file. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    Set<String> files = new HashSet<>();
    for (Place place : places) {
      files.add(place.file());
      changes.add(new Change.Edit(place));
    }
    scan.calls().forEach(c -> changes.add(new Change.Without(c)));
    project.files().stream()
        .filter(f -> !files.contains(f.path()) && f.path().endsWith(".sql"))
        .forEach(f -> changes.add(new Change.Emptied(f.path())));
    return changes;
  }
}
