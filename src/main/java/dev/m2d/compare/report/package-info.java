/** The forms of a verdict: text, JSON, JUnit, Markdown, HTML, CSV. */
@NullMarked
package dev.m2d.compare.report;

import org.jspecify.annotations.NullMarked;
