/**
 * Values and text of the languages that are written: Python, YAML, TOML, JSON, dotenv, shell and
 * Markdown. All escaping is here; nothing else turns foreign text into code.
 */
@NullMarked
package dev.m2d.literal;

import org.jspecify.annotations.NullMarked;
