package dev.m2d.render;

/**
 * A line of a template that printed something.
 *
 * @param template its path: in {@code templates/}, or in the project
 * @param isText whether it printed its own text, not a value
 */
public record TemplateLine(String template, int line, boolean isText) {}
