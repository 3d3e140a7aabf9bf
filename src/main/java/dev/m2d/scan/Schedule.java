package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import java.util.Optional;

/**
 * When something starts a unit.
 *
 * @param cron as written, macros such as `@daily` included; what systemd writes is translated
 * @param zone the time zone, where the file tells one
 * @param at the place of the expression
 */
public record Schedule(String cron, Optional<String> zone, Span at) {}
