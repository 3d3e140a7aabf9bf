/** What both sides declare about their columns, and how pairs of columns are therefore compared. */
@NullMarked
package dev.m2d.compare.schema;

import org.jspecify.annotations.NullMarked;
