package dev.m2d.plan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.naming.NameLedger;
import dev.m2d.naming.NameLedger.Entry;
import dev.m2d.naming.NameLedger.Kind;
import dev.m2d.yaml.Located;
import java.util.Optional;

/**
 * The name of the code location: what the first run gave, whatever the folder is called that the
 * project is cloned to.
 */
public final class CodeLocation {

  private final Entry entry;

  private CodeLocation(Entry entry) {
    this.entry = entry;
  }

  /** That of an earlier run, else as m2d.yaml says, else the name of the project's folder. */
  static CodeLocation of(ResolvedProject project, NameLedger frozen) {
    return new CodeLocation(frozen.only(Kind.LOCATION).orElseGet(() -> first(project)));
  }

  /** What a first run gives. */
  private static Entry first(ResolvedProject project) {
    String name =
        wanted(project).map(Located::value).orElseGet(() -> Names.keyPart(project.name()));
    return new Entry(Kind.LOCATION, project.name(), name);
  }

  private static Optional<Located<String>> wanted(ResolvedProject project) {
    return project.toolConfig().codeLocation();
  }

  /** Whether it is nothing but the name of the folder that the project is in. */
  public static boolean isOfFolder(Entry location, String folder) {
    return location.name().equals(Names.keyPart(folder));
  }

  /** Tells where m2d.yaml wants another one than Dagster has. */
  void report(ResolvedProject project, Diagnostics findings) {
    wanted(project)
        .filter(name -> !name.value().equals(entry.name()))
        .ifPresent(
            name ->
                findings.add(
                    Code.M2D540,
                    name.span(),
                    "The code location is to be `"
                        + name.value()
                        + "`; in Dagster it keeps its name, `"
                        + entry.name()
                        + "`."));
  }

  /** For the next run. */
  Entry entry() {
    return entry;
  }

  /** The name of the project, which texts for people say. */
  String project() {
    return entry.origin();
  }

  /** The name in Dagster. */
  String name() {
    return entry.name();
  }
}
