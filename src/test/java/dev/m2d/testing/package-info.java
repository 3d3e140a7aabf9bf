/** What several tests share: the real Python, the repository's folders. */
@NullMarked
package dev.m2d.testing;

import org.jspecify.annotations.NullMarked;
