package dev.m2d.diagnostic;

/**
 * A file that was read.
 *
 * @param path relative to the project root, with `/`
 * @param text its content, without a byte order mark
 */
public record SourceFile(String path, String text) {}
