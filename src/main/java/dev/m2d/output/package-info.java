/** The output folder: its manifest, what a run would change in it, and the writing of that. */
@NullMarked
package dev.m2d.output;

import org.jspecify.annotations.NullMarked;
