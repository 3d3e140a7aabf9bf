package dev.m2d.meltano.resolve;

import dev.m2d.config.LoadOptions;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.List;
import java.util.Optional;

/** One step of `meltano run`, or of a job of m2d.yaml. */
public sealed interface Block {

  /** The place of the text that names it. */
  Span span();

  /** A tap, any mappers, and a target, joined by pipes. */
  record ExtractLoad(
      String extractor, List<MappingRef> mappings, String loader, LoadOptions options, Span span)
      implements Block {
    public ExtractLoad {
      mappings = List.copyOf(mappings);
    }

    /** Without options, as a job of Meltano's has it. */
    public ExtractLoad(String extractor, List<MappingRef> mappings, String loader, Span span) {
      this(extractor, mappings, loader, LoadOptions.NONE, span);
    }
  }

  /** A mapping by its name, with the mapper plugin that carries it out. */
  record MappingRef(String mapper, String mapping, Located<Value> config) {}

  /** The tap and the target whose variables a transform sees. */
  record Pair(String extractor, String loader) {}

  /**
   * A command of a plugin; without a command the bare executable runs.
   *
   * @param arguments further ones, as `meltano invoke` passes them on
   */
  record PluginCommand(
      PluginId plugin,
      Optional<String> command,
      List<String> arguments,
      Optional<Pair> around,
      Span span)
      implements Block {
    public PluginCommand {
      arguments = List.copyOf(arguments);
    }

    /** Without arguments, as a job of Meltano's has it. */
    public PluginCommand(PluginId plugin, Optional<String> command, Span span) {
      this(plugin, command, List.of(), Optional.empty(), span);
    }
  }

  /**
   * A program that is no plugin, of a job of m2d.yaml.
   *
   * @param command the program and its arguments, quoted as for a shell
   * @param cwd its folder, relative to the project root
   */
  record Program(String command, Optional<String> cwd, Span span) implements Block {}

  /** Text that Meltano would refuse. */
  record Broken(String text, Diagnostic reason, Span span) implements Block {}
}
