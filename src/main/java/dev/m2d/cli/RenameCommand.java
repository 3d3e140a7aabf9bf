package dev.m2d.cli;

import dev.m2d.meltano.resolve.Reading;
import dev.m2d.naming.DidYouMean;
import dev.m2d.naming.NameLedger;
import dev.m2d.naming.NameLedger.Entry;
import dev.m2d.naming.NameLedger.Kind;
import dev.m2d.output.ConflictMode;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.output.WriteFailedException;
import dev.m2d.output.WritePlan;
import dev.m2d.plan.NewName;
import dev.m2d.proposal.Adoption;
import dev.m2d.render.RenderedFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `m2d rename`. */
@Command(
    name = "rename",
    description = {
      "Gives a job, schedule, asset, op, pool or the code location of the generated project"
          + " another name.",
      "",
      "Names in Dagster stay as they were first given, because Dagster knows history by name. This"
          + " command changes one on purpose: it says what Dagster forgets by it, moves the files"
          + " that are named after the thing, with your edits, renames its entry in migration.yaml"
          + " and parity.yaml, and generates.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d rename daily nightly --kind job",
      "  m2d rename raw/orders sales/orders",
      "  m2d rename shop sales --kind location",
      "  m2d rename --dry-run daily nightly   says what Dagster forgets, and changes nothing",
      "",
      "Exit status:",
      "   0  renamed",
      "   1  the project is missing or cannot be read; nothing written",
      "   2  wrong usage: no such name, or one that cannot be given",
      "   4  renamed, and the generation left conflicts; or some are left of an earlier run",
      "   7  refused: something is in the way, or another run is writing; nothing written",
      "  74  the file system did not take a write; run again when it does",
      " 130  interrupted: the tree is as it was, or complete"
    })
final class RenameCommand implements Callable<Integer> {

  private static final Set<Kind> RENAMED =
      Set.of(Kind.ASSET, Kind.JOB, Kind.SCHEDULE, Kind.OP, Kind.POOL, Kind.LOCATION);

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "OLD",
      description = "The name in Dagster; parts of an asset key are joined with `/`.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "The name that it is to have.")
  private String to = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "PROJECT",
      description = "Folder with meltano.yml; default: here, or the nearest folder above.")
  private @Nullable Path project;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The generated project; default: dagster_project/ beside meltano.yml.")
  private @Nullable Path output;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "What it is the name of: job, schedule, asset, op, pool or location.")
  private @Nullable String kind;

  @Option(names = "--dry-run", description = "Says what Dagster forgets, and changes nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Reading> found =
        ProjectArgument.of(project).read(err, "; nothing was written.", new Adoption());
    if (found.isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    Generation generation = new Generation(spec, found.get(), output);
    Generation.Options options = new Generation.Options(dryRun, false, ConflictMode.INLINE);
    int status =
        generation.within(options, (folder, interrupt) -> rename(generation, folder, interrupt));
    return status == ExitCode.OK && !dryRun ? generation.run(options) : status;
  }

  private int rename(Generation generation, OutputFolder folder, Interrupt interrupt)
      throws RefusedException, WriteFailedException {
    PrintWriter err = spec.commandLine().getErr();
    Entry thing = thing(folder.names());
    NewName.problem(folder.names(), thing, to)
        .ifPresent(
            problem -> {
              throw new ParameterException(spec.commandLine(), "`" + to + "` " + problem);
            });
    Generation.Made before = generation.make(folder.names());
    // Throws where the tree has conflicts, before anything moves.
    folder.reconcile(
        before.files(), before.header(), before.planned().plan().names(), ConflictMode.INLINE);
    List<Entry> former = NewName.formerHolders(folder.names(), thing, to);
    NameLedger free = folder.names();
    for (Entry gone : former) {
      free = free.without(gone);
    }
    NameLedger names = free.with(thing, to);
    Generation.Made after =
        generation.make(names, r -> thing.kind() == Kind.OP ? r.renamed(thing.name(), to) : r);
    WritePlan plan = folder.rename(paths(before.files(), after.files()), thing, to, names);
    err.println(RenameEffect.of(thing, to));
    former.forEach(gone -> err.println(RenameEffect.given(gone)));
    if (dryRun) {
      err.println("Nothing was changed.");
      return ExitCode.OK;
    }
    return folder.write(plan, interrupt::requested) ? ExitCode.OK : generation.interrupted();
  }

  /** What the name is the name of. */
  private Entry thing(NameLedger names) {
    List<Entry> there =
        names.entries().stream().filter(e -> RENAMED.contains(e.kind()) && !e.isGone()).toList();
    List<Entry> named =
        there.stream()
            .filter(e -> e.name().equals(from))
            .filter(e -> kind == null || word(e).equals(kind))
            .toList();
    if (named.size() == 1) {
      return named.get(0);
    }
    String what = kind == null ? "name" : kind;
    throw new ParameterException(
        spec.commandLine(),
        named.isEmpty()
            ? "the project has no "
                + what
                + " `"
                + from
                + "`."
                + DidYouMean.hint(from, there.stream().map(Entry::name).toList())
            : "`"
                + from
                + "` is the name of "
                + named.stream()
                    .map(e -> "a" + (e.kind().label().matches("[ao].*") ? "n " : " ") + label(e))
                    .collect(Collectors.joining(" and "))
                + ": say which with `--kind "
                + word(named.get(0))
                + "` and so on");
  }

  private static String label(Entry entry) {
    return entry.kind().label();
  }

  /** As `--kind` takes it. */
  private static String word(Entry entry) {
    return entry.kind().name().toLowerCase(Locale.ROOT);
  }

  /** The files that have another path with the new name: the same template, in the same order. */
  private static Map<String, String> paths(List<RenderedFile> before, List<RenderedFile> after) {
    Map<String, List<String>> gone = missing(before, after);
    Map<String, List<String>> fresh = missing(after, before);
    Map<String, String> paths = new TreeMap<>();
    gone.forEach(
        (template, olds) -> {
          List<String> news = fresh.getOrDefault(template, List.of());
          for (int i = 0; i < olds.size() && i < news.size(); i++) {
            paths.put(olds.get(i), news.get(i));
          }
        });
    return paths;
  }

  private static Map<String, List<String>> missing(
      List<RenderedFile> files, List<RenderedFile> others) {
    Set<String> there = others.stream().map(RenderedFile::path).collect(Collectors.toSet());
    Map<String, List<String>> missing = new TreeMap<>();
    for (RenderedFile file : files) {
      if (!there.contains(file.path())) {
        missing.computeIfAbsent(file.template(), t -> new ArrayList<>()).add(file.path());
      }
    }
    return missing;
  }
}
