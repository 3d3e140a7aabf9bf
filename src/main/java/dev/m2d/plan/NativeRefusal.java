package dev.m2d.plan;

import dev.m2d.diagnostic.Span;

/**
 * Why a pipeline that reads files is not written natively.
 *
 * @param why a clause: `tap-csv` has `stream_maps`: they change records …
 * @param at the setting, or the plugin
 */
public record NativeRefusal(String why, Span at) {}
