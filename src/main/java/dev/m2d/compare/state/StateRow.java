package dev.m2d.compare.state;

import java.util.Optional;

/**
 * What the bookmarks of one stream, or of one of its partitions, came to.
 *
 * @param id the state id
 * @param stream as the tap names it; empty for what stands beside the bookmarks
 * @param partition the context of the partition as JSON; empty for the stream as a whole
 * @param change the worst of its members
 * @param member the member that is worst, as a path; empty when all are equal
 * @param left its value on the left as JSON, when it has one there
 * @param right the same on the right
 */
public record StateRow(
    String id,
    Optional<String> stream,
    Optional<String> partition,
    Change change,
    String member,
    Optional<String> left,
    Optional<String> right) {}
