/** Templates and the plan's records to text; the only user of FreeMarker. */
@NullMarked
package dev.m2d.render;

import org.jspecify.annotations.NullMarked;
