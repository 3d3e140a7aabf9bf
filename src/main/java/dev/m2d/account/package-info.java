/** What becomes of every node of the input: each ends in exactly one state. */
@NullMarked
package dev.m2d.account;

import org.jspecify.annotations.NullMarked;
