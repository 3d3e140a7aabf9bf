package dev.m2d.meltano;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.YamlNode;

/** A job as written; `tasks` is what the file says, of whatever shape. */
public record JobEntry(String name, YamlNode tasks, Span span) {}
