package dev.m2d.cli;

import dev.m2d.meltano.BuiltIn;
import dev.m2d.yaml.YamlReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point. */
@Command(
    name = "m2d",
    description = "Turns a Meltano project into a Dagster project.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nStart here, in the folder with meltano.yml:%n",
    footer = {
      "  m2d audit                 what the project holds and what would be made of it",
      "  m2d generate --dry-run    which files would be written",
      "  m2d generate              writes the Dagster project to dagster_project/",
      "",
      "`m2d COMMAND --help` explains a command."
    })
public final class Main implements Runnable {

  /** By name, which their own descriptions tell too; asking those takes as long as reading them. */
  private static final List<Map.Entry<String, Class<?>>> COMMANDS =
      List.of(
          Map.entry("audit", AuditCommand.class),
          Map.entry("generate", GenerateCommand.class),
          Map.entry("diff", DiffCommand.class),
          Map.entry("rename", RenameCommand.class),
          Map.entry("restore", RestoreCommand.class),
          Map.entry("eject", EjectCommand.class),
          Map.entry("inspect", InspectCommand.class),
          Map.entry("compare", CompareCommand.class),
          Map.entry("explain", ExplainCommand.class),
          Map.entry("templates", TemplatesCommand.class),
          Map.entry("completion", CompletionCommand.class),
          Map.entry("version", VersionCommand.class));

  /** Those that read a project. */
  private static final Set<String> READERS = Set.of("audit", "generate", "diff", "inspect");

  /** Bytes; what is larger is no project of people, and may be larger than the memory. */
  private static final long MOST_AHEAD = 8L * 1024 * 1024;

  @CommandLine.Mixin private HelpOption unusedHelp;

  @CommandLine.Option(
      names = {"-V", "--version"},
      description = "Prints the version.")
  private boolean version;

  @Spec private CommandSpec spec;

  /** Runs one command and exits with its status. */
  public static void main(String[] args) {
    if (args.length > 0 && READERS.contains(args[0])) {
      // Picocli needs as long for the command line as what comes with Meltano takes to be read.
      ahead(BuiltIn::projectSettings);
      ahead(() -> begin(args));
    }
    System.exit(run(args));
  }

  private static void ahead(Runnable work) {
    Thread thread = new Thread(work, "ahead");
    thread.setDaemon(true);
    // What fails here fails again where it is needed, and is told of there.
    thread.setUncaughtExceptionHandler((unusedThread, unusedFailure) -> {});
    thread.start();
  }

  /** Begins to read the project that is likely to be meant; nothing is lost where it is not. */
  private static void begin(String[] args) {
    Stream<String> folders = Stream.concat(Arrays.stream(args).skip(1), Stream.of(""));
    try {
      Path[] found =
          folders
              .map(f -> Path.of(f, "meltano.yml"))
              .filter(Files::isRegularFile)
              .toArray(Path[]::new);
      if (found.length > 0 && Files.size(found[0]) <= MOST_AHEAD) {
        YamlReader.begin(Files.readString(found[0]));
      }
    } catch (IOException | InvalidPathException e) {
      // Who reads it tells that.
    }
  }

  /** Runs one command; answers the exit status. */
  static int run(String... args) {
    CommandLine line = commandLine(args);
    StandardOutput out = StandardOutput.open();
    line.setOut(out.writer());
    line.setErr(new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true));
    try {
      int status = line.execute(args);
      line.getOut().flush();
      return out.status(status, line.getErr());
    } catch (StackOverflowError | OutOfMemoryError e) {
      line.getErr()
          .println("m2d: the project is too large for it: " + e.getClass().getSimpleName());
      line.getErr().println("Give Java more memory, as in `JAVA_TOOL_OPTIONS=-Xmx4g m2d ...`.");
      return ExitCode.BUG;
    }
  }

  /** The whole command line, with the handling of errors. */
  static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /** With the command that is meant alone: reading what each of them takes costs a tenth second. */
  private static CommandLine commandLine(String... args) {
    List<Map.Entry<String, Class<?>>> meant =
        COMMANDS.stream()
            .filter(c -> args.length > 0 && args[0].equals(c.getKey()))
            .filter(c -> c.getValue() != CompletionCommand.class)
            .toList();
    return commandLine(meant.isEmpty() ? COMMANDS : meant);
  }

  private static CommandLine commandLine(List<Map.Entry<String, Class<?>>> commands) {
    CommandLine line = new CommandLine(new Main());
    commands.forEach(c -> line.addSubcommand(c.getKey(), c.getValue()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false).setUsageHelpWidth(100);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.ansi()));
    Failures failures = new Failures();
    line.setParameterExceptionHandler(failures);
    line.setExecutionExceptionHandler(failures);
    return line;
  }

  @Override
  public void run() {
    if (!version) {
      throw new ParameterException(spec.commandLine(), "Missing a command");
    }
    spec.commandLine().getOut().println("m2d " + ToolVersion.get());
  }
}
