/** Pieces of files that know where each of their characters stands. */
@NullMarked
package dev.m2d.scan.text;

import org.jspecify.annotations.NullMarked;
