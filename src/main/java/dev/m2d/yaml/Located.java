package dev.m2d.yaml;

import dev.m2d.diagnostic.Span;

/** A value and the place where it is written. */
public record Located<T>(T value, Span span) {}
