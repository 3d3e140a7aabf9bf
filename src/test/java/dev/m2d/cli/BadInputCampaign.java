package dev.m2d.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Many cases of damaged input, measured: `BadInputCampaign FIRST LAST` prints a line for each
 * command of each case, separated by tabs, and exits 1 when one of them was wrong. Seconds are
 * those of the processor, of the whole process: what else the machine does is no fault of a case.
 */
final class BadInputCampaign {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("inspect", "--json", "--now", "2026-01-31T06:00:00"),
          List.of("inspect"),
          List.of("audit"),
          List.of("generate", "--dry-run"));

  /** Runs the cases of the seeds from `first` to `last`. */
  public static void main(String[] args) throws IOException {
    Path top = Files.createTempDirectory("m2d-bad-input");
    try {
      List<String> wrong = run(top, Long.parseLong(args[0]), Long.parseLong(args[1]), true);
      System.exit(wrong.isEmpty() ? 0 : 1);
    } finally {
      Workplace.delete(top);
    }
  }

  /** What was wrong, one a command. */
  static List<String> run(Path top, long first, long last, boolean measured) throws IOException {
    BadInput input = new BadInput(top);
    List<String> complaints = new ArrayList<>();
    for (long seed = first; seed <= last; seed++) {
      BadInput.Case damage = input.pick(seed);
      input.with(damage, root -> complaints.addAll(run(damage, root, measured)));
    }
    return complaints;
  }

  private static List<String> run(BadInput.Case damage, Path root, boolean measured) {
    List<String> complaints = new ArrayList<>();
    for (List<String> command : COMMANDS) {
      List<String> arguments = new ArrayList<>(command);
      arguments.add(root.toString());
      String name = String.join(" ", command.subList(0, Math.min(2, command.size())));
      long begin = SYSTEM.getProcessCpuTime();
      String wrong;
      String status = "-";
      try {
        Cli.Result result = Cli.run(arguments.toArray());
        status = String.valueOf(result.status());
        wrong = BadInput.complaint(name, result);
        if (wrong.isEmpty() && name.endsWith("--json") && !result.out().isEmpty()) {
          demandJson(result.out());
        }
      } catch (StackOverflowError | OutOfMemoryError | JsonProcessingException e) {
        wrong = e.getClass().getSimpleName();
      }
      if (!wrong.isEmpty()) {
        complaints.add(damage + ", " + name + ": " + wrong);
      }
      if (measured) {
        report(damage, name, status, begin, wrong);
      }
    }
    return complaints;
  }

  /** Goes through a document and keeps nothing; its names and texts may be of any length. */
  private static void demandJson(String text) throws JsonProcessingException {
    try (JsonParser parser = JSON.createParser(text)) {
      while (parser.nextToken() != null) {
        parser.skipChildren();
      }
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void report(
      BadInput.Case damage, String command, String status, long begin, String wrong) {
    PrintStream out = System.out;
    double seconds = (SYSTEM.getProcessCpuTime() - begin) / 1e9;
    out.printf(
        Locale.ROOT,
        "case\t%d\t%s\t%s\t%s\t%s\t%.3f\t%s%n",
        damage.seed(),
        damage.way(),
        damage.file(),
        command,
        status,
        seconds,
        wrong);
  }

  private BadInputCampaign() {}
}
