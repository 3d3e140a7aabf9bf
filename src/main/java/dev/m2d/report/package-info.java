/** What `m2d audit` tells: as data, and as text, JSON, Markdown and SARIF. */
@NullMarked
package dev.m2d.report;

import org.jspecify.annotations.NullMarked;
