/** The contract of a comparison, `parity.yaml`: what else than exactly equal counts as equal. */
@NullMarked
package dev.m2d.compare.contract;

import org.jspecify.annotations.NullMarked;
