package dev.m2d.cli;

import dev.m2d.output.InputDigests;
import dev.m2d.output.Manifest;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.merge.LineMap;
import dev.m2d.output.merge.TextFile;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import dev.m2d.render.TemplateFiles;
import dev.m2d.render.TemplateLine;
import dev.m2d.trace.Cause;
import dev.m2d.trace.LineOrigin;
import dev.m2d.trace.LineTrace;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Tells what made one line of a generated file. */
final class LineExplanation {

  /** So long places are tried. */
  private static final long MOST_SECONDS = 5;

  private static final int MOST_FILES = 4;

  private final OutputFolder folder;
  private final Manifest.Entry entry;
  private final Path root;
  private final PrintWriter err;
  private final List<String> out = new ArrayList<>();

  /**
   * @param root of the Meltano project
   */
  LineExplanation(OutputFolder folder, Manifest.Entry entry, Path root, PrintWriter err) {
    this.folder = folder;
    this.entry = entry;
    this.root = root;
    this.err = err;
  }

  /**
   * The text about a line; empty when the project cannot be read.
   *
   * @param output the folder of the file
   * @param shown the file as the user named it
   * @param disk its lines; those that m2d wrote where it is gone
   */
  Optional<String> text(Path output, String shown, List<String> disk, int number) {
    String text = disk.get(number - 1);
    if (entry.ownership() == Ownership.COPIED || entry.ownership() == Ownership.SEEDED) {
      head(shown, number, text);
      copied(disk, number);
      return Optional.of(done());
    }
    Optional<ExplainedProject> read =
        ExplainedProject.read(root, Optional.of(output), folder.names(), err);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    ExplainedProject project = read.get();
    boolean isSecret = entry.ownership() == Ownership.SECRET;
    head(
        shown,
        number,
        isSecret ? text.replaceFirst("=.*", "=***") : project.safe().show(shown, number, text));
    Optional<RenderedFile> now =
        new TemplateFiles(project.planned().overrides())
            .render(project.planned().plan(), entry.template()::equals).stream()
                .filter(f -> f.path().equals(entry.path()))
                .findFirst();
    if (now.isEmpty()) {
      say("Nothing in the project asks for this file any more: m2d keeps what you edited in it.");
      return Optional.of(done());
    }
    List<String> fresh = TextFile.of(now.get().content()).lines();
    List<String> base = folder.base(entry).map(b -> TextFile.of(b).lines()).orElse(fresh);
    traced(project, now.get(), new Texts(disk, base, fresh), number);
    changedSince(project);
    return Optional.of(done());
  }

  /** The file on the disk, as m2d wrote it last, and as it would write it now. */
  private record Texts(List<String> disk, List<String> base, List<String> fresh) {}

  private void traced(ExplainedProject project, RenderedFile file, Texts texts, int number) {
    LineMap mine = LineMap.of(texts.disk(), texts.base());
    List<Integer> written = mine.to(number);
    if (mine.changes(number)) {
      if (written.isEmpty()) {
        say("This line is yours: m2d wrote nothing in its place.");
        return;
      }
      say("This line is yours. In its place m2d wrote:");
      written.stream().limit(3).forEach(l -> out.add(Wrapped.code(4, texts.base().get(l - 1))));
      out.add("");
    }
    int base = nearest(texts, number, written);
    LineMap later = LineMap.of(texts.base(), texts.fresh());
    List<Integer> lines = later.to(base);
    if (later.changes(base)) {
      if (lines.isEmpty()) {
        say("The project has changed: `m2d generate` takes this line out now.");
        return;
      }
      say("The project has changed: `m2d generate` writes another line in its place now:");
      out.add(Wrapped.code(4, texts.fresh().get(lines.get(0) - 1)));
      out.add("");
    }
    // What other programs do meanwhile is no reason to find less.
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long end = clock.getCurrentThreadCpuTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    LineOrigin origin =
        LineTrace.of(
            project.subject(), file, lines.get(0), () -> clock.getCurrentThreadCpuTime() - end < 0);
    causes(project, file, origin);
    out.addAll(new VariableChain(project, file).lines(texts.fresh().get(lines.get(0) - 1)));
    templates(origin.templates());
  }

  /** Of the lines that m2d wrote there, the one most like it. */
  private static int nearest(Texts texts, int number, List<Integer> written) {
    String key = texts.disk().get(number - 1).strip().replaceFirst("[^\\w-].*", "");
    return written.stream()
        .filter(l -> !key.isEmpty() && texts.base().get(l - 1).strip().startsWith(key))
        .findFirst()
        .orElse(written.get(0));
  }

  private void causes(ExplainedProject project, RenderedFile file, LineOrigin origin) {
    List<Cause> causes = origin.causes();
    if (causes.isEmpty() && !origin.isComplete()) {
      say("None of the places that were tried decides this line.");
    } else if (causes.isEmpty()) {
      boolean isText = origin.templates().stream().allMatch(TemplateLine::isText);
      say(
          isText
              ? "No value of the project decides this line: the template says so."
              : "No value in the project's files decides this line: it is m2d's own text or"
                  + " default, or the name of a file.");
    } else {
      out.addAll(new CauseText(project, file).lines(causes));
    }
    if (!origin.isComplete()) {
      int count = origin.untried().values().stream().mapToInt(Integer::intValue).sum();
      List<String> files = List.copyOf(origin.untried().keySet());
      String more =
          files.size() > MOST_FILES ? " and " + (files.size() - MOST_FILES) + " more" : "";
      say(
          "In "
              + MOST_SECONDS
              + " seconds of work "
              + count
              + (count == 1 ? " place was" : " places were")
              + " not tried, which may decide it too: of "
              + String.join(", ", files.subList(0, Math.min(MOST_FILES, files.size())))
              + more
              + ".");
    }
  }

  private void templates(List<TemplateLine> lines) {
    List<String> places =
        lines.stream().map(l -> l.template() + ":" + l.line()).distinct().toList();
    if (!places.isEmpty()) {
      out.addAll(
          Wrapped.lines("Printed by ", 11, String.join(", ", places.stream().limit(4).toList())));
    }
  }

  private void copied(List<String> disk, int number) {
    Optional<byte[]> base = folder.base(entry);
    LineMap map = LineMap.of(disk, base.map(b -> TextFile.of(b).lines()).orElse(disk));
    if (entry.ownership() == Ownership.SEEDED || map.changes(number)) {
      say(
          entry.ownership() == Ownership.SEEDED
              ? "This file is yours: m2d wrote it once, the same in every project."
              : "This line is yours: the file is the same in every project, but for your edits.");
    } else {
      say(
          "The same in every project: copied from templates/"
              + entry.template()
              + ":"
              + map.to(number).get(0)
              + ". No value of the project decides it.");
    }
  }

  /** Says which inputs are others than those that the file was made of. */
  private void changedSince(ExplainedProject project) {
    Map<String, String> then = folder.header().orElseThrow().inputs();
    Map<String, String> now = InputDigests.of(project.planned().files(project.reading()));
    List<String> changed =
        Stream.concat(then.keySet().stream(), now.keySet().stream())
            .distinct()
            .filter(f -> !Objects.equals(then.get(f), now.get(f)))
            .sorted()
            .toList();
    if (!changed.isEmpty()) {
      String names = String.join(", ", changed.stream().limit(5).toList());
      String more = changed.size() > 5 ? " and " + (changed.size() - 5) + " more" : "";
      out.add("");
      say(
          "Changed since the last `m2d generate`: "
              + names
              + more
              + ". The places are those of the files as they are now.");
    }
  }

  private void head(String shown, int number, String text) {
    out.add(shown + ":" + number);
    out.add(Wrapped.code(6, text.strip()));
    out.add("");
  }

  private void say(String sentence) {
    out.addAll(Wrapped.lines(0, sentence));
  }

  private String done() {
    return String.join("\n", out) + "\n";
  }
}
