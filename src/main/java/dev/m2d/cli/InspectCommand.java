package dev.m2d.cli;

import dev.m2d.diagnostic.Severity;
import dev.m2d.meltano.resolve.Facts;
import dev.m2d.meltano.resolve.FactsRequest;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedEnvironment;
import dev.m2d.meltano.resolve.Tree;
import dev.m2d.naming.DidYouMean;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** `m2d inspect`. */
@Command(
    name = "inspect",
    description = "Shows a Meltano project as Meltano resolves it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d inspect                       the project here or above, as a tree",
      "  m2d inspect -e prod --json        every value in the environment prod, as JSON",
      "",
      "Exit status:",
      "   0  the project was read",
      "   1  the project is missing or cannot be read; with --json also: Meltano refuses it",
      "   2  wrong usage"
    })
final class InspectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @CommandLine.Mixin private HelpOption unusedHelp;
  @CommandLine.Mixin private ProjectArgument project;

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "ENV",
      description = "Only this Meltano environment; default: none, then every one.")
  private @Nullable String environment;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Read instead of the project's .env.")
  private @Nullable Path envFile;

  @Option(names = "--json", description = "Print every value, as JSON.")
  private boolean json;

  @Option(names = "--unsafe", description = "Show secrets.")
  private boolean unsafe;

  @Option(
      names = "--run",
      paramLabel = "BLOCKS",
      description = "With --json: also these blocks, as given to `meltano run`.")
  private List<String> runs = List.of();

  @Option(
      names = "--tap",
      paramLabel = "TAP",
      description = "With --json and --catalog: the catalog this tap would be given.")
  private @Nullable String tap;

  @Option(
      names = "--catalog",
      paramLabel = "FILE",
      description = "The catalog that the tap of --tap discovers.")
  private @Nullable Path catalog;

  @Option(
      names = "--now",
      paramLabel = "TIME",
      converter = Time.class,
      description =
          "What relative dates are counted from, in UTC, as in 2026-01-31T06:00:00;"
              + " default: the clock.")
  private @Nullable LocalDateTime now;

  /** A time as people write it. */
  static final class Time implements CommandLine.ITypeConverter<LocalDateTime> {
    @Override
    public LocalDateTime convert(String text) {
      try {
        return LocalDateTime.parse(text);
      } catch (DateTimeParseException e) {
        throw new CommandLine.TypeConversionException(
            "`" + text + "` is no time such as 2026-01-31T06:00:00");
      }
    }
  }

  @Override
  public Integer call() {
    if (envFile != null && (!Files.exists(envFile) || Files.isDirectory(envFile))) {
      throw new ParameterException(spec.commandLine(), "--env-file: there is no file " + envFile);
    }
    if (!runs.isEmpty() && !json) {
      throw new ParameterException(spec.commandLine(), "--run and --json go together: give both");
    }
    PrintWriter err = spec.commandLine().getErr();
    Optional<Path> found = project.root(err);
    PrintWriter out = spec.commandLine().getOut();
    if (found.isEmpty()) {
      if (json) {
        Path folder = project.folder();
        Facts.Document facts = Facts.of(folder, request(folder));
        RawWriter.bytes(out, to -> facts.write(to, reading -> {}));
        out.println();
      }
      return ExitCode.UNREADABLE;
    }
    Path root = found.get();
    Findings findings = new Findings(err);
    Reading reading;
    AtomicBoolean isLoaded = new AtomicBoolean(true);
    if (json) {
      Facts.Document facts = Facts.of(root, request(root));
      RawWriter.bytes(out, to -> isLoaded.set(facts.write(to, this::checkEnvironment)));
      reading = facts.reading();
      out.println();
      findings.show(reading.diagnostics(), reading.files(), facts.secrets(), Severity.WARNING);
    } else {
      List<String> lines = new ArrayList<>();
      reading = Tree.write(root, request(root), lines::add);
      checkEnvironment(reading);
      lines.forEach(out::println);
      findings.show(reading.diagnostics(), reading.files(), reading.project(), Severity.WARNING);
    }
    return isLoaded.get() && reading.project().isPresent() ? ExitCode.OK : ExitCode.UNREADABLE;
  }

  private Optional<FactsRequest.Discovered> discovered() {
    String name = tap;
    Path file = catalog;
    if (name == null && file == null) {
      return Optional.empty();
    }
    if (name == null || file == null || !json) {
      throw new ParameterException(
          spec.commandLine(), "--tap, --catalog and --json go together: give all three");
    }
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(spec.commandLine(), "--catalog: there is no file " + file);
    }
    return Optional.of(new FactsRequest.Discovered(name, file));
  }

  private FactsRequest request(Path root) {
    return new FactsRequest(
        root.getFileName() == null ? "" : root.getFileName().toString(),
        Optional.ofNullable(environment),
        Optional.ofNullable(envFile),
        System.getenv(),
        now == null ? LocalDateTime.now(ZoneOffset.UTC) : now,
        unsafe,
        runs,
        discovered());
  }

  private void checkEnvironment(Reading reading) {
    String wanted = environment;
    if (wanted == null || wanted.equalsIgnoreCase("null") || reading.project().isEmpty()) {
      return;
    }
    List<String> known =
        reading.project().get().environments().stream().map(ResolvedEnvironment::name).toList();
    if (!known.contains(wanted)) {
      String all = known.isEmpty() ? " It has none." : " It has " + String.join(", ", known) + ".";
      throw new ParameterException(
          spec.commandLine(),
          "the project has no environment `"
              + wanted
              + "`."
              + (DidYouMean.nearest(wanted, known).isPresent()
                  ? DidYouMean.hint(wanted, known)
                  : all));
    }
  }
}
