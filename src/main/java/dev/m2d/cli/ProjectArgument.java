package dev.m2d.cli;

import dev.m2d.diagnostic.Severity;
import dev.m2d.meltano.resolve.JobSource;
import dev.m2d.meltano.resolve.ProjectReader;
import dev.m2d.meltano.resolve.Reading;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The argument PROJECT of the commands that read a Meltano project. */
final class ProjectArgument {

  @Parameters(
      arity = "0..1",
      paramLabel = "PROJECT",
      description = "Folder with meltano.yml; default: here, or the nearest folder above.")
  private @Nullable Path given;

  /** As if it had been given, for commands where it is not the first argument. */
  static ProjectArgument of(@Nullable Path given) {
    ProjectArgument argument = new ProjectArgument();
    argument.given = given;
    return argument;
  }

  /** The folder that was given, else the one we are in. */
  Path folder() {
    Path folder = given == null ? Path.of("") : given;
    if (folder.endsWith("meltano.yml")) {
      Path above = folder.getParent();
      folder = above == null ? Path.of("") : above;
    }
    return folder.toAbsolutePath().normalize();
  }

  /** The root of the project; empty when there is none, which `err` has then been told. */
  Optional<Path> root(PrintWriter err) {
    Path folder = folder();
    Optional<Path> root =
        given == null
            ? ProjectReader.find(folder)
            : Optional.of(folder).filter(f -> Files.isRegularFile(f.resolve("meltano.yml")));
    if (root.isEmpty()) {
      err.println(
          given == null
              ? "m2d: there is no meltano.yml in this folder or above it."
              : "m2d: there is no meltano.yml in `" + given + "`.");
      List<String> below = below(folder);
      err.println(
          below.isEmpty()
              ? "Name the folder of a Meltano project, as in `m2d audit path/to/project`."
              : "Did you mean " + String.join(" or ", below) + "?");
    }
    return root;
  }

  /**
   * The project as read, with {@link Reading#project} present; empty when there is none or when it
   * cannot be read, which `err` has then been told.
   *
   * @param end of the sentence that says so
   */
  Optional<Reading> read(PrintWriter err, String end) {
    return read(err, end, JobSource.NONE);
  }

  /** The same with the jobs that `jobs` knows of. */
  Optional<Reading> read(PrintWriter err, String end, JobSource jobs) {
    Optional<Reading> reading = root(err).map(root -> ProjectReader.read(root, jobs));
    if (reading.isPresent() && reading.get().project().isEmpty()) {
      new Findings(err)
          .show(
              reading.get().diagnostics(), reading.get().files(), Optional.empty(), Severity.NOTE);
      err.println("m2d: the project cannot be read" + end);
      return Optional.empty();
    }
    return reading;
  }

  private List<String> below(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(p -> Files.isRegularFile(p.resolve("meltano.yml")))
          .map(p -> "`" + (given == null ? p.getFileName() : given.resolve(p.getFileName())) + "`")
          .sorted()
          .limit(3)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
