/** The commands of `m2d`: the only place that reads the clock, prints or exits. */
@NullMarked
package dev.m2d.cli;

import org.jspecify.annotations.NullMarked;
