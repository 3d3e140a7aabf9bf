/** Which places of the input made a line of the output: those that change it when they change. */
@NullMarked
package dev.m2d.trace;

import org.jspecify.annotations.NullMarked;
