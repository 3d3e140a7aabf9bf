/** Proof that a comparison can fail: puts faults into a copy of a pair and demands to find them. */
@NullMarked
package dev.m2d.compare.selftest;

import org.jspecify.annotations.NullMarked;
