/**
 * Three-way merges of texts: what was written last, what stands there now, what would be written.
 */
@NullMarked
package dev.m2d.output.merge;

import org.jspecify.annotations.NullMarked;
