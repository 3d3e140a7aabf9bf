/** Identifiers, unique names and the nearest known name. */
@NullMarked
package dev.m2d.naming;

import org.jspecify.annotations.NullMarked;
