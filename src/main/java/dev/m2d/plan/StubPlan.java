package dev.m2d.plan;

import dev.m2d.literal.Snippet;

/**
 * A step for what cannot be converted: it fails with the text and the advice.
 *
 * @param name of the op
 * @param variable the name as a Python name
 * @param code of the finding
 * @param text as Meltano has it
 * @param advice what to do
 */
public record StubPlan(String name, Snippet variable, String code, String text, String advice) {}
