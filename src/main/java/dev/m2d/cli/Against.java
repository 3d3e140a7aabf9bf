package dev.m2d.cli;

import dev.m2d.meltano.resolve.Reading;
import dev.m2d.naming.NameLedger;
import dev.m2d.naming.NameLedger.Entry;
import dev.m2d.naming.NameLedger.Kind;
import dev.m2d.output.RefusedException;
import dev.m2d.output.merge.Patch;
import dev.m2d.plan.CodeLocation;
import dev.m2d.proposal.Adoption;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import dev.m2d.report.diff.Facts;
import dev.m2d.report.diff.ProjectDiff;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;

/** A project compared with another folder: a generated project, or a Meltano project. */
final class Against {

  private static final String MANIFEST = ".m2d/manifest.json";

  private final DiffRun run;
  private final PrintWriter err;
  private final CommandSpec spec;

  Against(DiffRun run, PrintWriter err, CommandSpec spec) {
    this.run = run;
    this.err = err;
    this.spec = spec;
  }

  /** The other side: what is true of it, its names, and its files as m2d writes them. */
  private record Side(
      Path project,
      Optional<Facts> facts,
      NameLedger names,
      SortedMap<String, Patch.Version> files) {}

  int compare(Path other) {
    return new FolderSession(err, run.generation().folder())
        .look(true, (mine, interrupt) -> compare(other, mine.names().only(Kind.LOCATION)));
  }

  /**
   * @param location frozen on this side, which holds for a project that nothing was made of yet
   */
  private int compare(Path other, Optional<Entry> location) {
    if (Files.isRegularFile(other.resolve(MANIFEST))) {
      return new FolderSession(err, other)
          .look(
              true,
              (folder, interrupt) ->
                  compare(
                      new Side(
                          other.resolve(folder.options().getOrDefault("meltanoProject", "..")),
                          DiffRun.facts(folder),
                          folder.names(),
                          folder.pristine()),
                      "against what was generated in `" + name(other) + "`"));
    }
    if (!Files.isRegularFile(other.resolve("meltano.yml")) && !other.endsWith("meltano.yml")) {
      err.println(
          "m2d: `" + other + "` is neither a generated project (it has no `.m2d/manifest.json`)");
      err.println("nor a Meltano project (it has no meltano.yml).");
      return ExitCode.UNREADABLE;
    }
    Optional<Reading> found = ProjectArgument.of(other).read(err, ".", new Adoption());
    if (found.isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    Generation generation = new Generation(spec, found.get(), null);
    return new FolderSession(err, generation.folder())
        .look(
            true,
            (folder, interrupt) -> {
              NameLedger names = folder.names();
              boolean isFree = names.only(Kind.LOCATION).isEmpty() && location.isPresent();
              Generation.Made made =
                  generation.make(isFree ? names.withOnly(location.get()) : names);
              Side side =
                  new Side(
                      made.planned().project().root(),
                      Optional.of(made.facts()),
                      made.planned().plan().names(),
                      versions(made.files()));
              return compare(side, "against `" + name(other) + "`");
            });
  }

  /** The last part, which is the same on every machine. */
  private static String name(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "/" : name.toString();
  }

  private int compare(Side side, String against) {
    return new FolderSession(err, run.generation().folder())
        .look(
            true,
            (folder, interrupt) -> {
              boolean isNew = folder.writtenBy().isEmpty();
              return compare(side, against, isNew ? side.names() : folder.names());
            });
  }

  /**
   * What is told of two locations that are nothing but the names of two folders. The projects were
   * generated apart, and whoever reviews one against the other asks what differs in them.
   */
  private Optional<String> apart(Side side, NameLedger names) {
    Optional<Entry> mine = names.only(Kind.LOCATION);
    Optional<Entry> theirs = side.names().only(Kind.LOCATION);
    boolean differ = mine.isPresent() && theirs.isPresent() && !mine.equals(theirs);
    boolean ofFolders =
        differ
            && CodeLocation.isOfFolder(mine.get(), run.generation().projectFolder())
            && CodeLocation.isOfFolder(theirs.get(), name(side.project()));
    return ofFolders
        ? Optional.of(
            "The code location is `"
                + mine.get().name()
                + "` here and `"
                + theirs.get().name()
                + "` there, each after its folder, because both were generated apart; this is not"
                + " told as a change. `code_location` in m2d.yaml gives both the same.")
        : Optional.empty();
  }

  /** Names that this side has not frozen are those of the other: it goes on from there. */
  private int compare(Side side, String against, NameLedger frozen) throws RefusedException {
    Optional<String> apart = apart(side, frozen);
    boolean isTheirs = apart.isPresent() || frozen.only(Kind.LOCATION).isEmpty();
    NameLedger names =
        isTheirs ? side.names().only(Kind.LOCATION).map(frozen::withOnly).orElse(frozen) : frozen;
    Generation.Made made = run.generation().make(names);
    SortedMap<String, Patch.Version> now = versions(made.files());
    SortedMap<String, Patch.Change> changes = new TreeMap<>();
    TreeSet<String> paths = new TreeSet<>(side.files().keySet());
    paths.addAll(now.keySet());
    List<ProjectDiff.FileChange> files = new ArrayList<>();
    for (String path : paths) {
      Optional<Patch.Version> before = Optional.ofNullable(side.files().get(path));
      Optional<Patch.Version> after = Optional.ofNullable(now.get(path));
      Patch.Change change = new Patch.Change(before, after);
      if (!change.isEmpty()) {
        changes.put(path, change);
        String what = before.isEmpty() ? "create" : after.isEmpty() ? "delete" : "change";
        files.add(new ProjectDiff.FileChange(what, path));
      }
    }
    List<String> notes = new ArrayList<>();
    apart.ifPresent(notes::add);
    if (side.facts().isEmpty()) {
      notes.add(
          "The other folder has no `.m2d/facts.json`, so only files can be told: an older m2d wrote"
              + " it.");
    }
    ProjectDiff diff =
        ProjectDiff.of(
            made.planned().plan().project().name(),
            against,
            side.facts().orElseGet(() -> Facts.none(ToolVersion.get())),
            made.facts(),
            side.facts().isPresent(),
            files,
            notes);
    run.print(diff, changes, false);
    return ExitCode.OK;
  }

  private static SortedMap<String, Patch.Version> versions(List<RenderedFile> files) {
    SortedMap<String, Patch.Version> versions = new TreeMap<>();
    for (RenderedFile file : files) {
      if (file.ownership() != Ownership.SECRET) {
        versions.put(file.path(), new Patch.Version(file.content(), file.mode()));
      }
    }
    return versions;
  }
}
