package dev.m2d.compare.gate;

import dev.m2d.compare.contract.Waiver;
import dev.m2d.compare.performance.PerformancePart;
import dev.m2d.compare.performance.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A result as people read it. */
public final class GateText {

  /** The lines. */
  public static List<String> of(GateResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(result));
    lines.add("");
    int width = result.streams().stream().mapToInt(s -> s.name().length()).max().orElse(0);
    for (StreamState stream : result.streams()) {
      lines.add(
          "  "
              + stream.name()
              + " ".repeat(width - stream.name().length())
              + "  "
              + stream.phase().word()
              + ", "
              + stream.reverse().map(GateText::reverse).orElseGet(() -> pairs(stream))
              + (stream.scenarios().isEmpty()
                  ? ""
                  : " (" + String.join(", ", stream.scenarios()) + ")"));
    }
    for (WorkSpeed speed : result.speeds()) {
      lines.add("  " + speed(speed));
    }
    for (WaiverUse use : result.waivers()) {
      if (use.isUsed()) {
        lines.add("  " + waiver(use.waiver()));
      }
    }
    if (!result.isOpen()) {
      lines.add("");
      lines.add("To be done, in this order:");
      int number = 1;
      for (Block block : result.blocks()) {
        lines.add("  " + number + ". " + about(block.streams(), result) + block.message() + ".");
        number++;
      }
    }
    if (!result.events().isEmpty()) {
      lines.add("");
      lines.add("What has happened:");
      for (Event event : result.events()) {
        String end = event.open().isEmpty() ? "." : "; open were:";
        lines.add(
            "  " + event.day() + " " + about(event.streams(), result) + event.message() + end);
        event.open().forEach(block -> lines.add("    - " + block.message() + "."));
      }
    }
    if (!result.notes().isEmpty()) {
      lines.add("");
      result.notes().forEach(note -> lines.add("note: " + note + "."));
    }
    return lines;
  }

  private static String headline(GateResult result) {
    String verdict;
    if (result.isOpen()) {
      verdict =
          switch (result.step()) {
            case CUT_OVER -> "The gate is open: you may cut over.";
            case DECOMMISSION -> "The gate is open: the old side may go.";
            case NONE -> "The old side is gone: nothing is left to be judged.";
          };
    } else {
      int open = result.blocks().size();
      verdict =
          "The gate is shut: "
              + (open == 1
                  ? "one thing is still to be done."
                  : open + " things are still to be done.");
    }
    List<String> ahead =
        result.events().stream()
            .filter(e -> e.kind().isTooSoon())
            .flatMap(e -> e.streams().stream())
            .distinct()
            .sorted()
            .toList();
    return ahead.isEmpty()
        ? verdict
        : verdict
            + " Steps were taken too soon: "
            + String.join(", ", ahead)
            + "; see what has happened.";
  }

  private static String pairs(StreamState stream) {
    int played = stream.clean() - stream.live();
    return stream.live()
        + " of "
        + stream.needed()
        + " clean pairs in a row on "
        + stream.days()
        + (stream.days() == 1 ? " day" : " days")
        + (played == 0 ? "" : ", and " + played + " with played input");
  }

  private static String reverse(StreamState.Reverse reverse) {
    return "since "
        + reverse.since()
        + " "
        + reverse.clean()
        + " of "
        + reverse.needed()
        + " clean pairs, or "
        + reverse.days()
        + " of "
        + reverse.neededDays()
        + " days";
  }

  private static String waiver(Waiver waiver) {
    return waiver.text()
        + " is used: up to "
        + PerformancePart.number(waiver.upTo())
        + ", "
        + waiver.terms().owner().orElse("")
        + ": "
        + waiver.terms().reason().orElse("");
  }

  private static String about(List<String> streams, GateResult result) {
    if (streams.isEmpty()) {
      return "";
    }
    boolean isAll = streams.size() > 1 && streams.size() == result.streams().size();
    return (isAll ? "all streams" : String.join(", ", streams)) + ": ";
  }

  private static String speed(WorkSpeed speed) {
    Optional<Ratio> wall = speed.wall();
    String startup =
        speed
            .startup()
            .map(
                s ->
                    "; it starts "
                        + PerformancePart.number(Math.abs(s))
                        + " s "
                        + (s < 0 ? "sooner" : "later"))
            .orElse("");
    return wall.map(
                r ->
                    speed.work()
                        + " takes "
                        + PerformancePart.number(r.median())
                        + " times as long (interval: "
                        + PerformancePart.number(r.low())
                        + " to "
                        + PerformancePart.number(r.high())
                        + ", "
                        + r.pairs()
                        + " pairs)")
            .orElse(speed.work() + " was measured in too few pairs")
        + startup;
  }

  private GateText() {}
}
