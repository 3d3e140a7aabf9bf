package dev.m2d.output;

import java.util.List;

/**
 * What it takes to give files their text back.
 *
 * @param problems why it cannot be done for some, as sentences without an end; nothing is to be
 *     written then
 */
public record Restored(WritePlan plan, List<String> problems) {
  public Restored {
    problems = List.copyOf(problems);
  }
}
