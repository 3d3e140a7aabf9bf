package dev.m2d.cli;

import dev.m2d.compare.bundle.BadBundleException;
import dev.m2d.compare.bundle.History;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.gate.GateJson;
import dev.m2d.compare.gate.GateResult;
import dev.m2d.compare.gate.GateText;
import dev.m2d.compare.gate.Gatekeeper;
import dev.m2d.compare.gate.Terms;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** `m2d compare --gate`. */
final class GateRun {

  private static final String FILE = "gate.json";

  private final CommandSpec spec;
  private final GateOptions options;
  private final @Nullable Path contract;
  private final @Nullable Path out;

  /**
   * A run.
   *
   * @param contract the contract's file; that of the last pair when none is given
   * @param out where to write the result; the history when none is given
   */
  GateRun(CommandSpec spec, GateOptions options, @Nullable Path contract, @Nullable Path out) {
    this.spec = spec;
    this.options = options;
    this.contract = contract;
    this.out = out;
  }

  int run() {
    Path folder = options.history;
    if (folder == null) {
      throw new ParameterException(spec.commandLine(), "--gate needs --history DIR");
    }
    Instant now = now();
    try {
      History history = History.read(folder);
      Path file = contract == null ? lastContract(folder, history) : contract;
      Optional<Contract> agreed =
          file == null
              ? Optional.of(Contract.NONE)
              : new ContractFile(spec.commandLine().getErr()).read(file);
      if (agreed.isEmpty()) {
        return ExitCode.USAGE;
      }
      String identity = file == null ? "" : identity(file);
      Terms terms = new Terms(agreed.get(), identity, now);
      return finish(Gatekeeper.judge(history, terms), now, out == null ? folder : out);
    } catch (BadBundleException e) {
      new Findings(spec.commandLine().getErr())
          .show(e.findings(), e.files(), Optional.empty(), Severity.ERROR);
      return ExitCode.UNREADABLE;
    } catch (IOException e) {
      spec.commandLine().getErr().println("m2d compare: a file cannot be read: " + e.getMessage());
      return ExitCode.UNREADABLE;
    }
  }

  private static @Nullable Path lastContract(Path folder, History history) {
    return history.pairs().isEmpty()
        ? null
        : folder.resolve(history.lastFolder()).resolve("contract.json");
  }

  private static String identity(Path file) throws IOException {
    SourceFile source = new SourceFile(file.toString(), Files.readString(file));
    boolean isJson = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    Diagnostics sink = new Diagnostics();
    Value value =
        (isJson ? JsonReader.read(source, sink) : YamlReader.read(source, sink))
            .map(YamlNode::value)
            .orElse(new Value.Null());
    return History.identity(
        value instanceof Value.Fields fields ? fields : new Value.Fields(Map.of()));
  }

  private int finish(GateResult result, Instant now, Path folder) {
    try {
      String json = GateJson.of(result, now);
      ReportFolder.replace(folder.resolve(FILE), json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println(
              "m2d compare: `" + folder.resolve(FILE) + "` cannot be written: " + e.getMessage());
      return ExitCode.CANNOT_WRITE;
    }
    GateText.of(result).forEach(spec.commandLine().getOut()::println);
    if (!result.isOpen() && result.pairs() == 0) {
      spec.commandLine().getOut().println();
      spec.commandLine()
          .getOut()
          .println("Pairs are captured with `python -m dagster_project.parallel_run pair`.");
    }
    spec.commandLine().getOut().flush();
    return result.isOpen() ? ExitCode.OK : ExitCode.POLICY;
  }

  private Instant now() {
    String given = options.now;
    if (given == null) {
      return Instant.now();
    }
    try {
      return OffsetDateTime.parse(given).toInstant();
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(), "--now: `" + given + "` is no time as 2024-01-31T06:00:00Z");
    }
  }
}
