package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.List;
import java.util.Optional;

/** One step of `meltano run`. */
public sealed interface Block {

  /** The place of the text that names it. */
  Span span();

  /** A tap, any mappers, and a target, joined by pipes. */
  record ExtractLoad(String extractor, List<MappingRef> mappings, String loader, Span span)
      implements Block {
    public ExtractLoad {
      mappings = List.copyOf(mappings);
    }
  }

  /** A mapping by its name, with the mapper plugin that carries it out. */
  record MappingRef(String mapper, String mapping, Located<Value> config) {}

  /** A command of a plugin; without a command the bare executable runs. */
  record PluginCommand(PluginId plugin, Optional<String> command, Span span) implements Block {}

  /** Text that Meltano would refuse. */
  record Broken(String text, Diagnostic reason, Span span) implements Block {}
}
