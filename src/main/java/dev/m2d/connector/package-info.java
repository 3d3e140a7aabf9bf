/** The catalogue of connectors: facts about taps, targets and dbt adapters, kept as data. */
@NullMarked
package dev.m2d.connector;

import org.jspecify.annotations.NullMarked;
