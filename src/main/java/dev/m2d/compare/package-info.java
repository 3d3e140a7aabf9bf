/** The parity engine: whether two sides hold the same, and what is not the same. */
@NullMarked
package dev.m2d.compare;

import org.jspecify.annotations.NullMarked;
