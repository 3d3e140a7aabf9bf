/** A Meltano project as it is written: files, plugins, environments, jobs, schedules. */
@NullMarked
package dev.m2d.meltano;

import org.jspecify.annotations.NullMarked;
