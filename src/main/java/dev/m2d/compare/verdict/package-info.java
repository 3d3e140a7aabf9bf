/** The three verdicts, and what parts of a comparison hand up. */
@NullMarked
package dev.m2d.compare.verdict;

import org.jspecify.annotations.NullMarked;
