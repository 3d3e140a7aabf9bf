package dev.m2d.output.merge;

import java.util.List;

/**
 * An entry of a list, an argument, a key, an import, a definition.
 *
 * @param key what it is known by among its neighbours
 * @param lines all of it, with the comments above it
 */
record Item(String key, List<String> lines) {
  Item {
    lines = List.copyOf(lines);
  }
}
