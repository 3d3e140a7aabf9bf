/** Whether the new side may take over: judges a history of pairs by the numbers of the contract. */
@NullMarked
package dev.m2d.compare.gate;

import org.jspecify.annotations.NullMarked;
