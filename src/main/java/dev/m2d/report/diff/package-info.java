/** The difference of a project from an earlier one, in the words of those who know Meltano. */
@NullMarked
package dev.m2d.report.diff;

import org.jspecify.annotations.NullMarked;
