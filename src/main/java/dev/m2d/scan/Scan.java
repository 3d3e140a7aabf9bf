package dev.m2d.scan;

import java.util.List;

/**
 * Everything that was found, in the order of files and lines.
 *
 * @param calls calls whose words are known
 * @param steps other programs that units with calls start
 * @param unclear calls that cannot be told before they run
 * @param files what was read, relative to the project root
 */
public record Scan(List<Call> calls, List<Step> steps, List<Unclear> unclear, List<String> files) {
  public Scan {
    calls = List.copyOf(calls);
    steps = List.copyOf(steps);
    unclear = List.copyOf(unclear);
    files = List.copyOf(files);
  }
}
