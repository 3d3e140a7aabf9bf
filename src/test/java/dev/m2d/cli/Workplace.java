package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.meltano.resolve.ProjectReader;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.naming.NameLedger;
import dev.m2d.proposal.Adoption;
import dev.m2d.render.GeneratedTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A copy of a fixture's input in a folder of its own, to generate in. */
final class Workplace implements AutoCloseable {
  private final Path top;
  private final Path project;

  Workplace(FixtureCase fixture) throws IOException {
    top = Files.createTempDirectory("m2d-fixture");
    project = top.resolve(fixture.name());
    for (Path input : fixture.inputs()) {
      copy(input, project);
    }
  }

  /** What a run of the command line gave. */
  record Outcome(int status, String out, String err) {}

  Path output() {
    return project.resolve("dagster_project");
  }

  Outcome generate(String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    List<String> arguments = new java.util.ArrayList<>(List.of("generate", project.toString()));
    arguments.addAll(List.of(options));
    int status = line.execute(arguments.toArray(new String[0]));
    return new Outcome(status, out.toString(), err.toString());
  }

  Outcome generateWell() {
    Outcome outcome = generate();
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome;
  }

  /** All findings, one a line: place, severity, code, message. */
  String diagnostics() {
    Reading reading = ProjectReader.read(project, new Adoption());
    List<Diagnostic> findings =
        reading
            .project()
            .map(p -> Planned.of(reading, p, output(), NameLedger.empty()).findings())
            .orElse(reading.diagnostics());
    StringBuilder text = new StringBuilder();
    for (Diagnostic finding : findings) {
      finding.at().ifPresent(at -> text.append(at).append(": "));
      text.append(finding.severity().label()).append(' ').append(finding.code());
      text.append(' ').append(finding.message()).append('\n');
    }
    return text.toString();
  }

  /** The files as they would be written, by path. */
  Map<String, String> render() {
    Reading reading = ProjectReader.read(project, new Adoption());
    Planned planned =
        Planned.of(reading, reading.project().orElseThrow(), output(), NameLedger.empty());
    Map<String, String> files = new TreeMap<>();
    GeneratedTree.render(planned.plan()).forEach(f -> files.put(f.path(), f.text()));
    return files;
  }

  void useLineEndsOfWindows() throws IOException {
    for (Map.Entry<String, String> file : files(project).entrySet()) {
      String text = file.getValue();
      if (!text.contains("\r")) {
        Files.writeString(project.resolve(file.getKey()), text.replace("\n", "\r\n"));
      }
    }
  }

  /**
   * Adds a comment line at the beginning, in the middle and at the end of Python and YAML files.
   */
  Map<String, String> withComments() throws IOException {
    for (Map.Entry<String, String> file : files(output()).entrySet()) {
      if (file.getKey().matches("(?!\\.m2d/).*\\.(py|ya?ml)")) {
        List<String> lines = new java.util.ArrayList<>(file.getValue().lines().toList());
        if (file.getKey().endsWith(".yaml")) {
          lines.add(lines.size() / 2, "# mine, in the middle");
        }
        lines.add(0, "# mine, at the beginning");
        lines.add("# mine, at the end");
        Files.writeString(output().resolve(file.getKey()), String.join("\n", lines) + "\n");
      }
    }
    return files(output());
  }

  /**
   * Makes the folder what it would be had an earlier version written each generated file without
   * its last line: copy, manifest and the file itself, with the user's comments in it. Answers
   * those files.
   */
  Map<String, String> pretendOlderText() throws IOException {
    Path manifest = output().resolve(".m2d/manifest.json");
    String records = Files.readString(manifest);
    Map<String, String> changed = new TreeMap<>();
    for (Map.Entry<String, String> file : files(output()).entrySet()) {
      Path base = output().resolve(".m2d/base/" + file.getKey() + ".base");
      if (file.getKey().matches("(?!\\.m2d/|files\\.yaml|parity|migration|tests/).*\\.(py|yaml)")) {
        String old = Files.readString(base);
        List<String> lines = old.lines().toList();
        if (lines.size() > 3) {
          String last = lines.get(lines.size() - 1) + "\n";
          String older = old.substring(0, old.length() - last.length());
          Files.writeString(base, older);
          records = records.replace(sha256(old), sha256(older));
          String text = file.getValue();
          int at = text.lastIndexOf(last + "# mine, at the end");
          assertThat(at).as(file.getKey()).isPositive();
          Files.writeString(
              output().resolve(file.getKey()),
              text.substring(0, at) + text.substring(at + last.length()));
          changed.put(file.getKey(), older);
        }
      }
    }
    Files.writeString(manifest, records);
    return changed;
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Content and time of each file of the output. */
  Map<String, String> stamps() throws IOException {
    Map<String, String> stamps = new TreeMap<>();
    for (String path : files(output()).keySet()) {
      stamps.put(path, Files.getLastModifiedTime(output().resolve(path)).toString());
    }
    return stamps;
  }

  /** The paths that the manifest names. */
  Set<String> manifestPaths() throws IOException {
    JsonNode manifest =
        new ObjectMapper().readTree(output().resolve(".m2d/manifest.json").toFile());
    Set<String> paths = new TreeSet<>();
    for (JsonNode file : manifest.get("files")) {
      paths.add(file.get("path").asText());
    }
    return paths;
  }

  /** Every file below a folder as text, by its path with `/`. */
  static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (!Files.exists(folder)) {
      return files;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(path).toString().replace('\\', '/');
        files.put(name, Files.readString(path));
      }
    }
    return files;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(FixtureCase.childrenFirst()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    delete(top);
  }
}
