package dev.m2d.account;

import dev.m2d.diagnostic.Span;
import java.util.Optional;

/**
 * A node of the input and its state. A node is a value of a mapping or of a list that holds no
 * further ones; of a `.env` file it is a name.
 *
 * @param file relative to the project's root
 * @param span of the value; of a name in `.env`
 * @param path `plugins.extractors[0].config.host`
 * @param to the file of the output, or the fact, that it decides; empty when there is none
 * @param why of the state, a sentence without a full stop; empty when it is plain
 * @param remedy what to do; empty when nothing is to be done
 */
public record Entry(
    String file,
    Span span,
    String path,
    State state,
    Optional<String> to,
    Optional<String> why,
    Optional<String> remedy) {}
