/** Python text as statements and expressions, as far as literals and calls go; nothing is run. */
@NullMarked
package dev.m2d.scan.python;

import org.jspecify.annotations.NullMarked;
