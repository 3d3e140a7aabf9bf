/** Text to located, immutable YAML 1.2 trees; the only user of SnakeYAML. */
@NullMarked
package dev.m2d.yaml;

import org.jspecify.annotations.NullMarked;
