/** Rows of files: CSV and JSON lines, plain or compressed, as cells of bytes. */
@NullMarked
package dev.m2d.compare.row;

import org.jspecify.annotations.NullMarked;
