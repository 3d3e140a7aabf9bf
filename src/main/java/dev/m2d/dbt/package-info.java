/** A dbt project as its files describe it. */
@NullMarked
package dev.m2d.dbt;

import org.jspecify.annotations.NullMarked;
