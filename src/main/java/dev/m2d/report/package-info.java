/** What `m2d audit` tells: as data, and as text, JSON and Markdown. */
@NullMarked
package dev.m2d.report;

import org.jspecify.annotations.NullMarked;
