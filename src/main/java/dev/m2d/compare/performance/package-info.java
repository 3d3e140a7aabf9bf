/** How long both sides took, and what they needed for it. */
@NullMarked
package dev.m2d.compare.performance;

import org.jspecify.annotations.NullMarked;
