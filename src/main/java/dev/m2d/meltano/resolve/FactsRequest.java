package dev.m2d.meltano.resolve;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Under which circumstances values are to be resolved.
 *
 * @param project how the project is named in the document
 * @param environment only this one, or only none with `null`, as Meltano has it; empty for none and
 *     all
 * @param envFile read instead of the project's `.env`
 * @param process variables of the process
 * @param now what relative dates are counted from, in UTC
 * @param unsafe whether secrets are shown
 * @param runs further lists of blocks to parse, as given to `meltano run`
 * @param discovered what a tap would discover; empty when no catalog is asked for
 */
public record FactsRequest(
    String project,
    Optional<String> environment,
    Optional<Path> envFile,
    Map<String, String> process,
    LocalDateTime now,
    boolean unsafe,
    List<String> runs,
    Optional<Discovered> discovered) {

  public FactsRequest {
    runs = List.copyOf(runs);
  }

  /** A tap and the file with the catalog it is taken to discover. */
  public record Discovered(String tap, Path catalog) {}
}
