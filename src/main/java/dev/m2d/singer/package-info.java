/** Singer catalogs and the rules that select from them. */
@NullMarked
package dev.m2d.singer;

import org.jspecify.annotations.NullMarked;
