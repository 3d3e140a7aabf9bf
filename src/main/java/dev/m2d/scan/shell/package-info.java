/** Shell text as a tree of commands and words; nothing is run or expanded. */
@NullMarked
package dev.m2d.scan.shell;

import org.jspecify.annotations.NullMarked;
