/** The project's own `m2d.yaml`: jobs found elsewhere, and options. */
@NullMarked
package dev.m2d.config;

import org.jspecify.annotations.NullMarked;
