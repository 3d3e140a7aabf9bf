/** Whether both sides left the same bookmarks behind. */
@NullMarked
package dev.m2d.compare.state;

import org.jspecify.annotations.NullMarked;
