/** What a parallel run has captured: reads a bundle, and refuses one that cannot be trusted. */
@NullMarked
package dev.m2d.compare.bundle;

import org.jspecify.annotations.NullMarked;
