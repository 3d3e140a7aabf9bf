package dev.m2d.cli;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.output.Manifest;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import dev.m2d.output.merge.TextFile;
import dev.m2d.render.Overrides;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells people of a file of the output folder what it is and what it is made of. */
final class GeneratedFile {

  private final Path output;
  private final String path;
  private final Path shown;

  private GeneratedFile(Path output, String path, Path shown) {
    this.output = output;
    this.path = path;
    this.shown = shown;
  }

  /** The file, when there is an output folder above it. */
  static Optional<GeneratedFile> find(Path file) {
    return GeneratedProject.above(file)
        .map(folder -> new GeneratedFile(folder, GeneratedProject.place(folder, file), file));
  }

  /**
   * The status of telling about it; empty when m2d did not write it.
   *
   * @param line 0 for the whole file
   */
  Optional<Integer> explain(int line, PrintWriter out, PrintWriter err) {
    try (OutputFolder folder = OutputFolder.look(output, true)) {
      Optional<Manifest.Entry> entry = folder.entry(path);
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      if (line == 0) {
        out.print(text(entry.get()));
        out.flush();
        return Optional.of(ExitCode.OK);
      }
      return Optional.of(line(folder, entry.get(), line, out, err));
    } catch (RefusedException e) {
      e.reasons().stream().map(Diagnostic::message).forEach(m -> err.println("m2d: " + m));
      return Optional.of(ExitCode.REFUSED);
    }
  }

  private int line(
      OutputFolder folder, Manifest.Entry entry, int number, PrintWriter out, PrintWriter err) {
    Optional<List<String>> lines = lines(folder, entry, err);
    if (lines.isEmpty()) {
      return ExitCode.UNREADABLE;
    }
    int count = lines.get().size();
    if (number > count) {
      err.println(
          "m2d explain: `" + shown + "` has " + count + (count == 1 ? " line." : " lines."));
      return ExitCode.USAGE;
    }
    String way = folder.header().map(h -> h.options().get("meltanoProject")).orElse("..");
    Path root = output.resolve(way == null ? ".." : way).normalize();
    if (!Files.isRegularFile(root.resolve("meltano.yml"))) {
      err.println("m2d: there is no meltano.yml in `" + root + "`, which this file was made of.");
      return ExitCode.UNREADABLE;
    }
    Optional<String> text =
        new LineExplanation(folder, entry, root, err)
            .text(output, shown.toString(), lines.get(), number);
    text.ifPresent(out::print);
    out.flush();
    return text.isPresent() ? ExitCode.OK : ExitCode.UNREADABLE;
  }

  /** Its lines; those that m2d wrote last where the user deleted it. */
  private Optional<List<String>> lines(OutputFolder folder, Manifest.Entry entry, PrintWriter err) {
    Path file = output.resolve(path);
    if (!Files.exists(file)) {
      err.println("m2d: `" + shown + "` was deleted; this is about the text that m2d last wrote.");
      Optional<byte[]> base = folder.base(entry);
      if (base.isEmpty()) {
        err.println("m2d: that text was not kept.");
      }
      return base.map(b -> TextFile.of(b).lines());
    }
    try {
      return Optional.of(TextFile.of(Files.readAllBytes(file)).lines());
    } catch (IOException e) {
      err.println("m2d: `" + shown + "` cannot be read.");
      return Optional.empty();
    }
  }

  private String text(Manifest.Entry entry) {
    StringBuilder out = new StringBuilder();
    out.append(entry.path()).append('\n');
    entry.movedTo().ifPresent(to -> out.append("  moved to  ").append(to).append('\n'));
    out.append("  made by   ").append(madeBy(entry)).append('\n');
    out.append("  belongs   ").append(belongs(entry)).append('\n');
    List<String> origins = entry.origins();
    if (origins.isEmpty()) {
      out.append("  made of   no single place of the Meltano project\n");
    }
    for (int i = 0; i < origins.size(); i++) {
      out.append(i == 0 ? "  made of   " : "            ").append(origins.get(i)).append('\n');
    }
    out.append("  lines     `m2d explain ").append(shown).append(":LINE` tells of one\n");
    return out.toString();
  }

  private static String madeBy(Manifest.Entry entry) {
    String template = entry.template();
    return template.startsWith(Overrides.FOLDER)
        ? template
            + ", which takes the place of templates/"
            + template.substring(Overrides.FOLDER.length())
        : "templates/" + template;
  }

  private static String belongs(Manifest.Entry entry) {
    if (entry.state() == Manifest.State.DELETED) {
      return "to nobody: you deleted it, and it stays deleted";
    }
    return switch (entry.ownership()) {
      case GENERATED -> "to m2d: the next run replaces it, or merges into it what you edited";
      case COPIED -> "to m2d: the same file in every project";
      case SEEDED -> "to you: m2d wrote it once";
      case MANAGED_BLOCKS -> "to you, but for the blocks between `m2d:begin` and `m2d:end`";
      case APPENDED -> "to you: m2d only adds new entries to its mappings";
      case SECRET -> "to you: m2d only adds the secrets that it lacks";
    };
  }
}
