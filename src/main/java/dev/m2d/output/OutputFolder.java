package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.NameLedger;
import dev.m2d.output.merge.Patch;
import dev.m2d.plan.Runners;
import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The folder a Dagster project is written to, from the look at what is there to the last write.
 * While one is open for writing, no other can be.
 */
public final class OutputFolder implements AutoCloseable {

  /** Where a run that is not ended has its list of steps. */
  public static final String JOURNAL = Journal.PATH;

  private final TreeView tree;
  private final Optional<Manifest> manifest;
  private final @Nullable FolderLock lock;
  private final boolean created;
  private final Recovery recovery;

  private OutputFolder(
      TreeView tree,
      Optional<Manifest> manifest,
      @Nullable FolderLock lock,
      boolean created,
      Recovery recovery) {
    this.tree = tree;
    this.manifest = manifest;
    this.lock = lock;
    this.created = created;
    this.recovery = recovery;
  }

  /**
   * Opens it for looking only: nothing is created or locked.
   *
   * @param adopt whether a folder that m2d did not write is accepted
   */
  public static OutputFolder look(Path folder, boolean adopt) throws RefusedException {
    TreeView tree = check(folder, adopt);
    if (FolderLock.isTaken(tree.root().resolve(FolderLock.PATH))) {
      throw FolderLock.taken();
    }
    if (tree.look(Journal.PATH) instanceof TreeView.Content journal) {
      throw Recovery.pending(tree, Journal.read(journal.bytes()));
    }
    Recovery none = new Recovery(Recovery.Kind.NONE, 0, 0, List.of());
    return new OutputFolder(tree, manifest(tree), null, false, none);
  }

  /** Opens it for writing; creates and locks it, and ends what an earlier run began. */
  public static OutputFolder open(Path folder, boolean adopt)
      throws RefusedException, WriteFailedException {
    return open(folder, adopt, new Disk());
  }

  static OutputFolder open(Path folder, boolean adopt, Disk disk)
      throws RefusedException, WriteFailedException {
    check(folder, adopt);
    boolean created = !Files.exists(folder);
    FolderLock lock = null;
    try {
      disk.createFolders(folder);
      Path root = folder.toRealPath();
      TreeView tree = new TreeView(root);
      Files.createDirectories(root.resolve(OutputPath.STATE_FOLDER));
      lock = FolderLock.take(root.resolve(FolderLock.PATH));
      Recovery recovery = Recovery.run(tree, disk);
      return new OutputFolder(tree, manifest(tree), lock, created, recovery);
    } catch (IOException e) {
      leave(folder, lock, created);
      throw new WriteFailedException(".", e, 0, 0);
    } catch (WriteFailedException e) {
      leave(folder, lock, created);
      throw e;
    } catch (RefusedException e) {
      if (lock != null) {
        leave(folder, lock, created);
      }
      throw e;
    }
  }

  /** What was done about an earlier run that was interrupted. */
  public Recovery recovery() {
    return recovery;
  }

  /** The names that an earlier run gave. */
  public NameLedger names() {
    return manifest.map(Manifest::names).orElse(NameLedger.empty());
  }

  /** What an earlier run wrote at that path below the folder, or the user moved there. */
  public Optional<Manifest.Entry> entry(String path) {
    return manifest.stream()
        .flatMap(m -> m.files().stream())
        .filter(e -> e.place().equals(path))
        .findFirst();
  }

  /** What the files of an earlier run were made with. */
  public Optional<Manifest.Header> header() {
    return manifest.map(Manifest::header);
  }

  /** The text that an earlier run made, where it was kept. */
  public Optional<byte[]> base(Manifest.Entry entry) {
    return new Bases(tree).read(entry);
  }

  /**
   * What writing these files would change.
   *
   * @param names the names in Dagster that the files hold, and the earlier ones that stay frozen
   * @param mode what to do where a person has to decide
   */
  public WritePlan reconcile(
      List<RenderedFile> files, Manifest.Header header, NameLedger names, ConflictMode mode)
      throws RefusedException {
    TreeView view = new TreeView(tree.root());
    return new Reconciler(view, manifest, mode).reconcile(files, header, names).of(view);
  }

  /**
   * The same plan, which writes besides what is true of the project now.
   *
   * @param facts a document that {@link #facts} gives back
   */
  public WritePlan withFacts(WritePlan plan, byte[] facts) {
    boolean isThere =
        tree.look(OutputPath.FACTS) instanceof TreeView.Content content
            && Arrays.equals(Bases.unix(content.bytes()), facts);
    return isThere ? plan : plan.with(facts);
  }

  /**
   * Who runs each pipeline, as the user's file in a folder says it.
   *
   * @param root of the Meltano project
   * @param sink takes a warning for each word that it cannot say
   */
  public static Runners runners(Path root, Path folder, Diagnostics sink) {
    return MigrationReader.read(root, folder, sink);
  }

  /** What an earlier run said of its project; anybody can have edited it since. */
  public Optional<byte[]> facts() {
    return tree.look(OutputPath.FACTS) instanceof TreeView.Content content
        ? Optional.of(content.bytes())
        : Optional.empty();
  }

  /** What the file of secrets holds, which is the user's; empty when there is none. */
  public Optional<byte[]> secrets() {
    return tree.look(".env") instanceof TreeView.Content content
        ? Optional.of(content.bytes())
        : Optional.empty();
  }

  /** That the facts cannot be used. */
  public static RefusedException unusableFacts(String problem) {
    return new RefusedException(
        List.of(
            Diagnostic.of(
                    Code.M2D604,
                    Span.ofFile(OutputPath.FACTS),
                    "The file of facts " + problem + ".")
                .withHint(
                    "Restore `.m2d/facts.json` from version control, or delete it: the next `m2d"
                        + " generate` writes it anew.")));
  }

  /** The files as an earlier run wrote them, whatever became of them since; no secrets. */
  public SortedMap<String, Patch.Version> pristine() {
    SortedMap<String, Patch.Version> files = new TreeMap<>();
    Bases bases = new Bases(tree);
    for (Manifest.Entry entry : manifest.map(Manifest::files).orElse(List.of())) {
      bases.read(entry).ifPresent(b -> files.put(entry.path(), new Patch.Version(b, entry.mode())));
    }
    return files;
  }

  /**
   * What it would change to give a thing another name: files of ours that are named after it move
   * with the user's edits, and its entries in migration.yaml and parity.yaml take the name.
   *
   * @param paths the new paths of files of ours, by those that they have
   * @param names with the new one
   */
  public WritePlan rename(
      Map<String, String> paths, NameLedger.Entry thing, String name, NameLedger names)
      throws RefusedException {
    if (manifest.isEmpty()) {
      throw RefusedException.of(Code.M2D604, Manifest.PATH, "There is no manifest.");
    }
    List<Relocation.Key> keys =
        switch (thing.kind()) {
          case JOB -> List.of(new Relocation.Key("migration.yaml", "jobs", thing.name(), name));
          case OP ->
              List.of(
                  new Relocation.Key("migration.yaml", "pipelines", thing.name(), name),
                  new Relocation.Key("files.yaml", "importers", thing.name(), name));
          case ASSET -> List.of(new Relocation.Key("parity.yaml", "streams", thing.name(), name));
          case SCHEDULE, SENSOR, POOL, PLUGIN, LOCATION -> List.of();
        };
    TreeView view = new TreeView(tree.root());
    return new Relocation(view, manifest.get()).plan(paths, keys, names).of(view);
  }

  /** The paths of all files that an earlier run wrote, where they are now. */
  public List<String> places() {
    return manifest.stream().flatMap(m -> m.files().stream()).map(Manifest.Entry::place).toList();
  }

  /** The entry of the file that is at a place, or that was there before the user moved it. */
  public Optional<Manifest.Entry> at(String place) {
    return manifest.stream()
        .flatMap(m -> m.files().stream())
        .filter(e -> e.place().equals(place) || e.path().equals(place))
        .min(Comparator.comparing(e -> e.place().equals(place) ? 0 : 1));
  }

  /** The version of m2d that wrote it; empty when none has. */
  public Optional<String> writtenBy() {
    return manifest.map(m -> m.header().toolVersion());
  }

  /** How an earlier run was to shape the files. */
  public Map<String, String> options() {
    return manifest.map(m -> m.header().options()).orElse(new TreeMap<>());
  }

  /**
   * What it would change to give files the text back that m2d wrote.
   *
   * @param fresh what m2d would write now to a path; asked only where the kept text does not serve
   */
  public Restored restore(
      List<Manifest.Entry> entries, Function<String, Optional<RenderedFile>> fresh)
      throws RefusedException {
    TreeView view = new TreeView(tree.root());
    Restored restored = new Restoration(view, manifest.orElseThrow(), fresh).plan(entries);
    return new Restored(restored.plan().of(view), restored.problems());
  }

  /** What it would change to take m2d out of the folder; needs an earlier run. */
  public Ejected eject() throws RefusedException {
    TreeView view = new TreeView(tree.root());
    Ejected ejected = new Ejection(view, manifest.orElseThrow()).plan();
    return new Ejected(
        ejected.plan().of(view),
        ejected.left(),
        ejected.keptParts(),
        ejected.importers(),
        ejected.stays());
  }

  /**
   * Carries the plan out; needs {@link #open}. Refuses when a file was changed since it was made.
   *
   * @param cancelled asked while nothing has changed yet
   * @return whether it was done; not when it was cancelled
   */
  public boolean write(WritePlan plan, BooleanSupplier cancelled)
      throws RefusedException, WriteFailedException {
    return write(plan, cancelled, new Disk());
  }

  boolean write(WritePlan plan, BooleanSupplier cancelled, Disk disk)
      throws RefusedException, WriteFailedException {
    if (lock == null) {
      throw new IllegalStateException("opened for looking only");
    }
    return plan.isEmpty() || new TreeWriter(tree, disk).write(plan, cancelled);
  }

  /**
   * What the plan makes of the files on the disk, by their place, for {@link Patch#text}. Files of
   * secrets are left out.
   *
   * @param state whether the tool's own files below `.m2d/` are among them
   */
  public SortedMap<String, Patch.Change> changes(WritePlan plan, boolean state)
      throws RefusedException {
    return new PlannedChanges(tree).of(plan, state);
  }

  /** Lets go of the folder; one that was created and not written to is removed again. */
  @Override
  public void close() {
    if (lock != null) {
      leave(tree.root(), lock, created);
    }
  }

  private static void leave(Path root, @Nullable FolderLock lock, boolean created) {
    try {
      if (lock != null) {
        lock.close();
      }
      if (!Files.exists(root.resolve(Journal.PATH)) && !Files.exists(root.resolve(Manifest.PATH))) {
        Files.deleteIfExists(root.resolve(OutputPath.STATE_FOLDER));
        if (created) {
          Files.deleteIfExists(root);
        }
      }
    } catch (DirectoryNotEmptyException e) {
      // Somebody put something there meanwhile.
    } catch (IOException e) {
      // The lock ends with the process at the latest; an empty folder that stays harms nobody.
    }
  }

  private static TreeView check(Path folder, boolean adopt) throws RefusedException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder)) {
      throw RefusedException.of(Code.M2D602, ".", "The output folder is a file.");
    }
    try {
      TreeView tree =
          new TreeView(Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath());
      for (String own :
          List.of(
              Manifest.PATH,
              OutputPath.FACTS,
              Journal.PATH,
              FolderLock.PATH,
              TreeWriter.TEMP + "/0")) {
        if (tree.look(own) instanceof TreeView.Blocked blocked) {
          throw new RefusedException(List.of(blocked.reason()));
        }
      }
      if (!adopt
          && tree.look(Manifest.PATH) instanceof TreeView.Absent
          && tree.look(Journal.PATH) instanceof TreeView.Absent
          && tree.hasContent()) {
        throw RefusedException.of(
            Code.M2D606, ".", "The output folder is not empty and has no `.m2d/manifest.json`.");
      }
      return tree;
    } catch (IOException e) {
      throw RefusedException.of(Code.M2D602, ".", "The output folder cannot be read.");
    }
  }

  private static Optional<Manifest> manifest(TreeView tree) throws RefusedException {
    TreeView.Found found = tree.look(Manifest.PATH);
    if (found instanceof TreeView.Blocked blocked) {
      throw new RefusedException(List.of(blocked.reason()));
    }
    return found instanceof TreeView.Content content
        ? Optional.of(ManifestJson.read(content.bytes()))
        : Optional.empty();
  }
}
