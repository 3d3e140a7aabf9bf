/** The Dagster project to be, as records with final names: what templates see. */
@NullMarked
package dev.m2d.plan;

import org.jspecify.annotations.NullMarked;
