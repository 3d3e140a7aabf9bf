package dev.m2d.meltano.resolve;

import dev.m2d.meltano.PluginType;

/** A virtual environment, which a plugin may share with the one it inherits from. */
public record Venv(PluginType type, String name) {}
