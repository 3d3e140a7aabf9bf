package dev.m2d.diagnostic;

/** A second place that explains a diagnostic: "first defined here". */
public record Note(String message, Span at) {}
