/** A Meltano project as Meltano resolves it, with references kept as references. */
@NullMarked
package dev.m2d.meltano.resolve;

import org.jspecify.annotations.NullMarked;
