package dev.m2d.meltano;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.Map;
import java.util.Optional;

/**
 * A schedule as written: with `job`, or with `extractor`, `loader` and `transform`.
 *
 * @param written the interval before it became text: Meltano leaves a number a number
 */
public record ScheduleEntry(
    String name,
    Optional<Located<String>> interval,
    Value written,
    Map<String, Located<Value>> env,
    Optional<Located<String>> job,
    Optional<Located<String>> extractor,
    Optional<Located<String>> loader,
    Optional<Located<String>> transform,
    Span span) {}
