/** Why rows do not pair off: by key, cell by cell, with the likely cause. */
@NullMarked
package dev.m2d.compare.explain;

import org.jspecify.annotations.NullMarked;
