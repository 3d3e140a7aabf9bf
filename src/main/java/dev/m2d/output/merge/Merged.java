package dev.m2d.output.merge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A merged text, with its conflicts. */
public final class Merged {

  static final String MINE = "<<<<<<< your edit";
  static final String BEFORE = "||||||| generated before";
  static final String NOW = ">>>>>>> generated now";
  private static final String DIVIDER = "=======";

  private final List<Part> parts;

  Merged(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** A text in which nothing can be merged. */
  public static Merged conflict(List<String> base, List<String> mine, List<String> fresh) {
    return new Merged(List.of(new Part.Conflict(base, mine, fresh)));
  }

  /** How many conflicts it has. */
  public int conflicts() {
    return (int) parts.stream().filter(Part.Conflict.class::isInstance).count();
  }

  /** The lines with each conflict between markers. */
  public List<String> marked() {
    return lines(
        conflict -> {
          List<String> lines = new ArrayList<>();
          lines.add(MINE);
          lines.addAll(conflict.mine());
          lines.add(BEFORE);
          lines.addAll(conflict.base());
          lines.add(DIVIDER);
          lines.addAll(conflict.fresh());
          lines.add(NOW);
          return lines;
        });
  }

  /** The lines with the user's text where there is a conflict. */
  public List<String> mine() {
    return lines(Part.Conflict::mine);
  }

  /** The number, from 1, of the first line of each conflict in {@link #marked}. */
  public List<Integer> places() {
    List<Integer> places = new ArrayList<>();
    int line = 1;
    for (Part part : parts) {
      if (part instanceof Part.Conflict c) {
        places.add(line);
        line += c.mine().size() + c.base().size() + c.fresh().size() + 4;
      } else if (part instanceof Part.Settled s) {
        line += s.lines().size();
      }
    }
    return places;
  }

  /** The number, from 1, of the line of each conflict in {@link #mine}. */
  public List<Integer> placesInMine() {
    List<Integer> places = new ArrayList<>();
    int line = 1;
    for (Part part : parts) {
      if (part instanceof Part.Conflict c) {
        places.add(line);
        line += c.mine().size();
      } else if (part instanceof Part.Settled s) {
        line += s.lines().size();
      }
    }
    return places;
  }

  /** What could not be merged: the change of the generated text, as a unified diff. */
  public String rejected(String path) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("--- " + path + "\n+++ " + path + "\n").getBytes(StandardCharsets.UTF_8));
    Hunks.write(bytes(Part.Conflict::base), bytes(Part.Conflict::fresh), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private byte[] bytes(Function<Part.Conflict, List<String>> choice) {
    return (String.join("\n", lines(choice)) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private List<String> lines(Function<Part.Conflict, List<String>> choice) {
    List<String> lines = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Settled s) {
        lines.addAll(s.lines());
      } else if (part instanceof Part.Conflict c) {
        lines.addAll(choice.apply(c));
      }
    }
    return lines;
  }
}
