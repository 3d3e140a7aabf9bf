package dev.m2d.plan;

import java.util.List;
import java.util.Optional;

/**
 * What parity.yaml says of one relation at first.
 *
 * @param name the asset key joined by slashes
 * @param key the key properties, as far as they are known
 * @param loadMethod how the target writes: append-only, upsert or overwrite
 * @param replicationMethod how the tap reads, where that asks for more pairs: LOG_BASED
 * @param watermark the replication key of the tap
 * @param bare whether nothing is known of it
 */
public record ParityStream(
    String name,
    List<String> key,
    Optional<String> loadMethod,
    Optional<String> replicationMethod,
    Optional<String> watermark,
    boolean bare) {
  public ParityStream {
    key = List.copyOf(key);
  }
}
