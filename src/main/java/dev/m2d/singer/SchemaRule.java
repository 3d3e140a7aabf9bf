package dev.m2d.singer;

import com.fasterxml.jackson.databind.JsonNode;

/** Replaces the schema of a property; `stream` and `property` are globs. */
public record SchemaRule(String stream, String property, JsonNode schema) {}
