package dev.m2d.config;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.YamlNode;
import java.util.Optional;

/** A task of a job in m2d.yaml. */
public sealed interface TaskEntry {

  /** The place of the task. */
  Span span();

  /** A task in Meltano's form: the words of `meltano run`, as one text or as a list of texts. */
  record Run(YamlNode words, LoadOptions options, Span span) implements TaskEntry {}

  /**
   * A tap and a target, as `meltano elt` runs them.
   *
   * @param transform `skip`, `run` or `only`
   */
  record Elt(Located<String> words, String transform, LoadOptions options, Span span)
      implements TaskEntry {}

  /** A plugin, or `plugin:command`, with arguments, as `meltano invoke` takes them. */
  record Invoke(Located<String> words, Span span) implements TaskEntry {}

  /**
   * A program that is no plugin.
   *
   * @param command the program and its arguments, quoted as for a shell
   * @param cwd its folder, relative to the Meltano project
   */
  record Program(Located<String> command, Optional<String> cwd, Span span) implements TaskEntry {}
}
