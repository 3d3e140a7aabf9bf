package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import java.util.List;

/**
 * The streams of a tap as far as its files tell.
 *
 * @param origin what named them; {@link Origin#UNKNOWN} means that the list is empty and only
 *     discovery would tell
 * @param streams in the order of their source
 */
public record Streams(Origin origin, List<Stream> streams) {

  /** What named the streams. */
  public enum Origin {
    CATALOG,
    SETTING,
    SELECT,
    UNKNOWN
  }

  /**
   * One stream.
   *
   * @param id the Singer stream id
   * @param keys names of its key properties, as far as known
   * @param span where it is named
   */
  public record Stream(String id, List<String> keys, Span span) {
    public Stream {
      keys = List.copyOf(keys);
    }
  }

  public Streams {
    streams = List.copyOf(streams);
    // A list that selects nothing tells as little as none.
    origin = streams.isEmpty() ? Origin.UNKNOWN : origin;
  }
}
