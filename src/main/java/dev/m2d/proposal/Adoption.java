package dev.m2d.proposal;

import dev.m2d.config.ToolConfig;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.JobSource;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.SecretPlaces;
import dev.m2d.scan.Scan;
import dev.m2d.scan.Scanner;
import dev.m2d.scan.Unclear;
import dev.m2d.scan.UnitKind;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.TextFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes the jobs that scripts run: those that m2d.yaml accepts, and, unless it says {@code scan:
 * false}, those that are plain. One object reads one project.
 */
public final class Adoption implements JobSource {

  /** What is told of files in which there may be no call. */
  private static final Set<Code> ELSEWHERE =
      EnumSet.of(Code.M2D801, Code.M2D802, Code.M2D803, Code.M2D804);

  private final List<Proposal> taken = new ArrayList<>();
  private final List<Proposal> unsettled = new ArrayList<>();
  private final List<Proposal> open = new ArrayList<>();
  private final Map<Proposal, ToolConfig.JobEntry> settled = new LinkedHashMap<>();
  private final Optional<Scan> known;
  private Scan scan = new Scan(List.of(), List.of(), List.of(), List.of());

  /** Looks for the calls. */
  public Adoption() {
    this.known = Optional.empty();
  }

  /** Takes these for the calls that there are. */
  public Adoption(Scan known) {
    this.known = Optional.of(known);
  }

  /** What was found; empty before a project is read. */
  public Scan scan() {
    return scan;
  }

  /** Jobs that an entry of m2d.yaml replaces by tasks of its own, or drops. */
  public Map<Proposal, ToolConfig.JobEntry> settled() {
    return Collections.unmodifiableMap(settled);
  }

  /** Jobs that were taken by themselves, or by a `from` of m2d.yaml. */
  public List<Proposal> taken() {
    return List.copyOf(taken);
  }

  /** Every job that was found and that m2d.yaml does not name, plain ones among them. */
  public List<Proposal> unsettled() {
    return List.copyOf(unsettled);
  }

  /** Jobs that a person has to decide about. */
  public List<Proposal> open() {
    return List.copyOf(open);
  }

  @Override
  public Jobs complete(ResolvedProject project, Diagnostics sink) {
    Set<String> own =
        project.files().stream()
            .map(SourceFile::path)
            .filter(path -> path.endsWith(".yml") || path.endsWith(".yaml"))
            .collect(Collectors.toSet());
    scan = known.orElseGet(() -> Scanner.scan(project.root(), own, sink));
    List<Proposal> left = new ArrayList<>(Proposals.of(scan, project));
    List<ToolConfig.JobEntry> jobs = new ArrayList<>();
    HiddenWords hidden = new HiddenWords();
    for (ToolConfig.JobEntry entry : project.toolConfig().jobs()) {
      settle(hidden.hide(entry, sink), left, sink).ifPresent(jobs::add);
    }
    unsettled.addAll(left);
    for (Proposal proposal : left) {
      if (proposal.plain() && project.toolConfig().scan()) {
        jobs.add(proposal.job());
        taken.add(proposal);
        sink.add(found(proposal));
        proposal.shared().ifPresent(s -> sink.add(Code.M2D804, s.span(), s.value()));
      } else {
        open.add(proposal);
        if (proposal.kind() != UnitKind.DOCUMENT) {
          sink.add(left(proposal));
        }
      }
    }
    scan.unclear().stream()
        .filter(u -> u.kind() != UnitKind.DOCUMENT)
        .forEach(u -> sink.add(unknown(u)));
    return new Jobs(project.toolConfig().withJobs(jobs), files(project.root(), scan, sink));
  }

  /** The job of an entry, with what was found at its `from`, which is settled by that. */
  private Optional<ToolConfig.JobEntry> settle(
      ToolConfig.JobEntry entry, List<Proposal> left, Diagnostics sink) {
    if (entry.from().isEmpty()) {
      return Optional.of(entry);
    }
    Located<String> from = entry.from().get();
    List<Proposal> meant =
        left.stream()
            .filter(p -> p.from().equals(from.value()) || p.at().file().equals(from.value()))
            .toList();
    left.removeAll(meant);
    if (!entry.tasks().isEmpty()) {
      meant.forEach(p -> settled.put(p, entry));
      return Optional.of(entry);
    }
    if (meant.isEmpty() || (meant.size() > 1 && !entry.drop())) {
      String why =
          meant.isEmpty()
              ? "No call of Meltano begins at `" + from.value() + "`."
              : "`" + from.value() + "` runs " + meant.size() + " jobs; `from` has to name a line.";
      sink.add(Code.M2D706, from.span(), why);
      return Optional.empty();
    }
    if (entry.drop()) {
      meant.forEach(p -> settled.put(p, entry));
      return Optional.empty();
    }
    Proposal proposal = meant.get(0);
    ToolConfig.JobEntry job = proposal.job();
    Optional<Located<String>> name = entry.name();
    if (job.tasks().isEmpty() && name.isPresent() && !name.get().value().equals(proposal.name())) {
      String why = "` starts the job `" + proposal.name() + "` of meltano.yml, which has its name.";
      sink.add(Code.M2D704, name.get().span(), "`" + from.value() + why);
      return Optional.empty();
    }
    Map<String, Located<String>> env = new LinkedHashMap<>(job.env());
    env.putAll(entry.env());
    ToolConfig.JobEntry merged =
        new ToolConfig.JobEntry(
            entry.name().or(job::name),
            job.tasks(),
            env,
            entry.schedule().or(job::schedule),
            entry.timezone().or(job::timezone),
            job.from(),
            false,
            entry.span());
    taken.add(proposal.with(merged));
    return Optional.of(merged);
  }

  private static Diagnostic found(Proposal proposal) {
    return Diagnostic.of(
        Code.M2D820,
        proposal.at(),
        (proposal.job().tasks().isEmpty()
                ? "`" + proposal.unit() + "` gives the job `" + proposal.name() + "` its schedule."
                : "`" + proposal.unit() + "` runs what is the job `" + proposal.name() + "` now.")
            + sentences(proposal.notes()));
  }

  private static Diagnostic left(Proposal proposal) {
    List<String> reasons =
        proposal.plain() ? List.of("m2d.yaml says `scan: false`.") : proposal.doubts();
    return Diagnostic.of(
        Code.M2D821,
        proposal.at(),
        "`"
            + proposal.unit()
            + (proposal.job().tasks().isEmpty()
                ? "` would give a schedule to the job `"
                : "` runs what would be the job `")
            + proposal.name()
            + "`."
            + sentences(reasons));
  }

  private static String sentences(List<String> list) {
    return list.stream().map(s -> " " + SecretPlaces.none().hide(s)).collect(Collectors.joining());
  }

  private static Diagnostic unknown(Unclear call) {
    return Diagnostic.of(
        Code.M2D822,
        call.at(),
        "`"
            + SecretPlaces.none().hide(call.text())
            + "` is not known before it runs: "
            + call.why()
            + ".");
  }

  private static List<SourceFile> files(Path root, Scan scan, Diagnostics sink) {
    Set<String> names = new LinkedHashSet<>();
    scan.calls().forEach(c -> names.add(c.at().file()));
    scan.unclear().forEach(u -> names.add(u.at().file()));
    sink.sorted().stream()
        .filter(d -> ELSEWHERE.contains(d.code()))
        .forEach(d -> d.at().ifPresent(at -> names.add(at.file())));
    TextFiles files = new TextFiles(root, new Diagnostics());
    for (String name : names) {
      Path path = root.resolve(name);
      if (Files.isRegularFile(path)) {
        files.read(path);
      }
    }
    return files.all();
  }
}
