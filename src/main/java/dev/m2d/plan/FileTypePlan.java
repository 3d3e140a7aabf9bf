package dev.m2d.plan;

import dev.m2d.literal.Snippet;
import java.util.Optional;

/**
 * A kind of file of an importer: the files that fill one stream.
 *
 * @param stream the Singer stream id as Python
 * @param constant the Python name of its constant
 * @param variable the same in lower case, the beginning of other names
 * @param name the same where it is not the stream's name, as a literal
 * @param load Python name of the step that fills its table
 * @param patterns names that such files have, as a Python tuple
 * @param columns what a header has to have, as a Python tuple; absent where no dbt source says it
 */
public record FileTypePlan(
    Snippet stream,
    Snippet constant,
    Snippet variable,
    Optional<Snippet> name,
    Snippet load,
    Snippet patterns,
    Optional<Snippet> columns) {}
