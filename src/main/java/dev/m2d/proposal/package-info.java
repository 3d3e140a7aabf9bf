/** Jobs that take the place of the calls of Meltano in scripts, continuous integration and DAGs. */
@NullMarked
package dev.m2d.proposal;

import org.jspecify.annotations.NullMarked;
