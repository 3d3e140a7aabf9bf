package dev.m2d.compare.bundle;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A side of a bundle.
 *
 * @param folder its name in the bundle
 * @param before the stored states before the run, by state id; empty for an id without a state
 * @param after the same after it
 * @param streams by name, one for each of the manifest
 */
public record CapturedSide(
    SideName folder,
    SideRun run,
    SortedMap<String, Optional<StoredState>> before,
    SortedMap<String, Optional<StoredState>> after,
    Map<String, StreamFiles> streams) {

  public CapturedSide {
    streams = Map.copyOf(streams);
  }
}
