package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Severity;
import dev.m2d.meltano.resolve.ProjectReader;
import dev.m2d.meltano.resolve.SecretPlaces;
import dev.m2d.naming.DidYouMean;
import dev.m2d.render.BuiltInTemplates;
import dev.m2d.render.Overrides;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option of the commands about templates that tells the project; they do not read it. */
final class TemplatesProject {

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description = "Folder with meltano.yml; default: here, or the nearest folder above.")
  private @Nullable Path given;

  /** The project's templates, with what is wrong with them. */
  record Own(Overrides overrides, List<Diagnostic> findings) {

    /** Shows the findings that are wanted. */
    void show(PrintWriter err, List<Diagnostic> wanted) {
      new Findings(err).show(wanted, overrides.files(), SecretPlaces.none(), Severity.NOTE);
    }
  }

  /** The root of the project; empty when there is none, which `err` has then been told. */
  Optional<Path> root(PrintWriter err) {
    return ProjectArgument.of(given).root(err);
  }

  /** Whether somebody named one, or there is one here. */
  boolean isThere() {
    return given != null || ProjectReader.find(Path.of("").toAbsolutePath()).isPresent();
  }

  static Own read(Path root) {
    Diagnostics sink = new Diagnostics();
    Overrides overrides = Overrides.read(root, sink);
    return new Own(overrides, sink.sorted());
  }

  /** The template that people mean by a path, which they may have from the folder of overrides. */
  static String name(CommandLine command, String path) {
    String name = path.replace('\\', '/').replaceFirst("^\\./", "");
    for (String folder : List.of(Overrides.FOLDER, "templates/")) {
      name = name.startsWith(folder) ? name.substring(folder.length()) : name;
    }
    name = BuiltInTemplates.has(name + ".ftl") ? name + ".ftl" : name;
    if (BuiltInTemplates.has(name)) {
      return name;
    }
    throw new ParameterException(
        command,
        BuiltInTemplates.copied().contains(name)
            ? "`"
                + name
                + "` is copied as it is, in every project, and is no template. Edit the generated"
                + " file: `m2d generate` merges its changes into yours"
            : "there is no template `"
                + path
                + "`."
                + DidYouMean.hint(name, BuiltInTemplates.names()));
  }
}
