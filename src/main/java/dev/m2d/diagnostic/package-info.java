/** What is wrong with the input, where, and what to do about it: codes, places, renderers. */
@NullMarked
package dev.m2d.diagnostic;

import org.jspecify.annotations.NullMarked;
