package dev.m2d.compare.bundle;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pair is about: manifest.json.
 *
 * @param pair the id of the pair; ids sort by time
 * @param pipeline the pipeline that ran; empty where a job did
 * @param job the job that ran; empty where a pipeline did
 * @param order the sides in the order in which they ran
 * @param contractSha256 of the bytes of contract.json, in hex, as it was when the pair was captured
 * @param versions of the software, by name
 * @param sampled the share of the rows that was captured, between 0 and 1; empty when all were
 * @param watermarks by stream
 * @param killed the pipelines whose targets were killed in the middle; none where nobody says so
 */
public record Manifest(
    String pair,
    Mode mode,
    Scenario scenario,
    Optional<String> pipeline,
    Optional<String> job,
    List<SideName> order,
    Instant startedAt,
    Instant endedAt,
    String contractSha256,
    Code code,
    Map<String, String> versions,
    Optional<BigDecimal> sampled,
    Map<String, Watermark> watermarks,
    List<Stream> streams,
    List<String> killed) {

  public Manifest {
    order = List.copyOf(order);
    versions = Map.copyOf(versions);
    watermarks = Map.copyOf(watermarks);
    streams = List.copyOf(streams);
    killed = List.copyOf(killed);
  }

  /**
   * Whether the pair has tried its scenario on a stream: only pipelines that were killed resume.
   *
   * @param name of the stream
   */
  public boolean tries(String name) {
    return scenario != Scenario.RESUME
        || killed.isEmpty()
        || streams.stream()
            .filter(s -> s.name().equals(name))
            .anyMatch(s -> s.pipeline().map(killed::contains).orElse(true));
  }

  /**
   * What ran.
   *
   * @param commit of the repository; empty outside of one
   * @param plugins a hash of the installed packages of all plugins
   * @param generated a hash of the generated project
   */
  public record Code(Optional<String> commit, String plugins, String generated) {}

  /** Rows beyond this value of this column came too late to be judged. */
  public record Watermark(String column, String value) {}

  /** What holds the rows of a stream. */
  public enum Kind {
    TABLE,
    FILES
  }

  /**
   * An output of the pair.
   *
   * @param name the asset key joined with `/`
   * @param file the name of its files in the bundle, without an ending
   * @param pipeline the pipeline that loads it, if one does
   * @param asset the asset key
   * @param states ids of the states that its pipeline keeps; none where that is not known
   * @param tapStream how its tap, and so the state, names it
   */
  public record Stream(
      String name,
      String file,
      Optional<String> pipeline,
      List<String> asset,
      Kind kind,
      List<String> states,
      Optional<String> tapStream) {
    public Stream {
      asset = List.copyOf(asset);
      states = List.copyOf(states);
    }
  }
}
