/** One spelling for each value: what makes two cells equal. */
@NullMarked
package dev.m2d.compare.canon;

import org.jspecify.annotations.NullMarked;
