package dev.m2d.trace;

import dev.m2d.account.Place;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.CapturedCatalogs;
import dev.m2d.meltano.resolve.ProjectReader;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.naming.NameLedger;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.Planner;
import dev.m2d.proposal.Adoption;
import dev.m2d.render.RenderedFile;
import dev.m2d.render.TemplateFiles;
import dev.m2d.scan.Call;
import dev.m2d.scan.Scan;
import dev.m2d.yaml.Memory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Plans and renders a project as it would be after changes that are made in memory only. */
final class Laboratory {

  private final Subject subject;
  private final NameLedger names;
  private final TemplateFiles templates;
  private final Memory memory = new Memory();
  private final Map<String, String> texts = new HashMap<>();

  /**
   * @param names that an earlier run gave
   */
  Laboratory(Subject subject, NameLedger names) {
    this.subject = subject;
    this.names = names;
    this.templates = new TemplateFiles(subject.overrides());
    for (SourceFile file : subject.project().files()) {
      texts.put(file.path(), file.text());
    }
  }

  TemplateFiles templates() {
    return templates;
  }

  /** The plan after some changes; empty when the project cannot be read any more. */
  Optional<DagsterPlan> plan(List<Change> changes) {
    Map<String, List<Place>> edits = new HashMap<>();
    Map<String, String> instead = new HashMap<>();
    Set<Call> without = new HashSet<>();
    for (Change change : changes) {
      if (change instanceof Change.Edit edit) {
        edits.computeIfAbsent(edit.place().file(), f -> new ArrayList<>()).add(edit.place());
      } else if (change instanceof Change.Emptied emptied) {
        instead.put(emptied.file(), "");
      } else if (change instanceof Change.Without one) {
        without.add(one.call());
      }
    }
    edits.forEach((file, places) -> instead.put(file, edited(file, places)));
    return plan(instead, without);
  }

  private String edited(String file, List<Place> places) {
    String text = texts.getOrDefault(file, "");
    int before = text.length() + 1;
    List<Place> backward =
        places.stream()
            .sorted(Comparator.comparing((Place p) -> p.mutation().start()).reversed())
            .toList();
    for (Place place : backward) {
      if (place.mutation().end() < before) {
        text = place.mutation().in(text);
        before = place.mutation().start();
      }
    }
    return text;
  }

  private Optional<DagsterPlan> plan(Map<String, String> instead, Set<Call> without) {
    Scan scan = subject.scan();
    if (!without.isEmpty()) {
      List<Call> calls = scan.calls().stream().filter(c -> !without.contains(c)).toList();
      scan = new Scan(calls, scan.steps(), scan.unclear(), scan.files());
    }
    Reading reading =
        ProjectReader.read(subject.project().root(), new Adoption(scan), instead, memory);
    return reading.project().map(project -> plan(project, instead));
  }

  private DagsterPlan plan(ResolvedProject project, Map<String, String> instead) {
    ResolvedProject known =
        CapturedCatalogs.read(project, subject.output(), new Diagnostics(), instead);
    return Planner.plan(known, new Diagnostics(), subject.way(), names, subject.runners());
  }

  /** Files of some templates after some changes; empty when the project cannot be read. */
  Optional<List<RenderedFile>> files(List<Change> changes, Predicate<String> which) {
    return plan(changes).map(plan -> templates.render(plan, which));
  }

  /** The file that one became. */
  static Optional<RenderedFile> same(RenderedFile file, List<RenderedFile> among) {
    Optional<RenderedFile> byPath =
        among.stream().filter(f -> f.path().equals(file.path())).findFirst();
    return byPath.or(
        () ->
            file.origins().isEmpty()
                ? Optional.empty()
                : among.stream()
                    .filter(f -> f.template().equals(file.template()))
                    .filter(f -> begins(f).equals(begins(file)))
                    .findFirst());
  }

  /** The lines that a file comes from; a changed value ends elsewhere, but begins there. */
  private static List<String> begins(RenderedFile file) {
    return file.origins().stream().map(o -> o.file() + ":" + o.line()).sorted().toList();
  }
}
