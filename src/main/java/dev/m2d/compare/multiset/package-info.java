/**
 * Counted sets of rows, by hashes of 128 bits: which rows one side has more often than the other.
 */
@NullMarked
package dev.m2d.compare.multiset;

import org.jspecify.annotations.NullMarked;
