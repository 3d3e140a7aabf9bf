/** Calls of Meltano in scripts, CI files, compose files, crontabs, DAGs and documents. */
@NullMarked
package dev.m2d.scan;

import org.jspecify.annotations.NullMarked;
