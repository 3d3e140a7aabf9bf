/** Whether both sides wrote the same files, whatever a run adds to their names. */
@NullMarked
package dev.m2d.compare.files;

import org.jspecify.annotations.NullMarked;
