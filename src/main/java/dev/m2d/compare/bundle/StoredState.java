package dev.m2d.compare.bundle;

import dev.m2d.yaml.YamlMap;

/**
 * A stored state of a tap: what is complete, and what is not yet.
 *
 * @param completed what the last complete run left; without entries when there was none
 * @param partial what runs that did not read everything left since
 */
public record StoredState(YamlMap completed, YamlMap partial) {}
