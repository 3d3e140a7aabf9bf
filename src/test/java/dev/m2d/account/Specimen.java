package dev.m2d.account;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.meltano.resolve.Facts;
import dev.m2d.meltano.resolve.FactsRequest;
import dev.m2d.meltano.resolve.ProjectReader;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.Planner;
import dev.m2d.proposal.Adoption;
import dev.m2d.render.GeneratedTree;
import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A copy of a project that may be changed, with all that m2d says about it. */
final class Specimen implements AutoCloseable {

  private final Path folder;
  private final Path root;

  /** A copy of the project in that folder, under the same name. */
  Specimen(Path project, String name) throws IOException {
    folder = Files.createTempDirectory("m2d-account");
    root = folder.resolve(name);
    try (Stream<Path> walk = Files.walk(project)) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        Path copy = root.resolve(project.relativize(path).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(path, copy);
      }
    }
  }

  Path root() {
    return root;
  }

  /** What m2d makes of a project. */
  record Planned(Reading reading, ResolvedProject project, DagsterPlan plan) {

    Accounting account() {
      List<Diagnostic> all = new ArrayList<>(reading.diagnostics());
      all.addAll(plan.findings());
      return Accounting.of(reading, project, plan, all);
    }

    /** The output's files by path. */
    Map<String, String> files() {
      Map<String, String> files = new TreeMap<>();
      for (RenderedFile file : GeneratedTree.render(plan)) {
        files.put(file.path(), new String(file.content(), StandardCharsets.ISO_8859_1));
      }
      return files;
    }
  }

  /** Empty when the project cannot be read. */
  Optional<Planned> plan() {
    Reading reading = ProjectReader.read(root, new Adoption());
    return reading
        .project()
        .map(project -> new Planned(reading, project, Planner.plan(project, new Diagnostics())));
  }

  /** What `m2d inspect --json --unsafe` prints. */
  String facts() {
    FactsRequest request =
        new FactsRequest(
            String.valueOf(root.getFileName()),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            LocalDateTime.of(2026, 1, 1, 0, 0),
            true,
            List.of(),
            Optional.empty());
    return Facts.of(root, request).text();
  }

  /** The result of a change. */
  <T> T with(String file, String text, Supplier<T> what) throws IOException {
    Path path = root.resolve(file);
    byte[] before = Files.readAllBytes(path);
    try {
      Files.writeString(path, text);
      return what.get();
    } finally {
      Files.write(path, before);
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
