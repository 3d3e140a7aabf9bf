package dev.m2d.account;

import static java.util.Objects.requireNonNull;

import dev.m2d.diagnostic.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Shows that the account of a project tells the truth: each value that it calls used is changed,
 * alone, and the file that it is said to decide must change; each that it calls ignored is changed,
 * and no file may.
 */
final class Proof {

  private static final Matrix MATRIX = Matrix.load();
  private static final String REFUSED = "the project is refused";

  private final Specimen specimen;
  private final Map<String, FileKind> kinds = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Map<String, Leaf>> leaves = new HashMap<>();
  private final Accounting account;
  private final Map<String, String> files;
  private final String facts;
  private final List<String> failures = new ArrayList<>();
  private int tried;
  private int refused;

  private Proof(Specimen specimen, Specimen.Planned planned) {
    this.specimen = specimen;
    this.account = planned.account();
    this.files = planned.files();
    this.facts = specimen.facts();
    for (SourceFile file : planned.reading().files()) {
      texts.put(file.path(), file.text());
    }
    for (Input.Part part : Input.of(planned.reading(), planned.project())) {
      kinds.put(part.file(), part.kind());
      Map<String, Leaf> byPath = leaves.computeIfAbsent(part.file(), f -> new HashMap<>());
      part.leaves().forEach(l -> byPath.putIfAbsent(l.path(), l));
    }
  }

  /**
   * What came of it.
   *
   * @param tried changes that were made
   * @param refused changes after which the project could not be read, which counts as noticed
   */
  record Result(Counts counts, int tried, int refused, List<String> failures) {}

  /** Which nodes are tried: of those carried over, and of those ignored, every so many-th. */
  record Sample(int kept, int ignored, int first) {

    private boolean has(State state, int number) {
      return (number - first) % (state == State.IGNORED ? ignored : kept) == 0;
    }
  }

  /** The failures of a sample; empty when the project cannot be read. */
  static Optional<Result> of(Path project, String name, Sample sample) throws IOException {
    try (Specimen specimen = new Specimen(project, name)) {
      Optional<Specimen.Planned> planned = specimen.plan();
      if (planned.isEmpty()) {
        return Optional.empty();
      }
      Proof proof = new Proof(specimen, planned.get());
      List<Entry> entries = proof.account.entries();
      for (int i = 0; i < entries.size(); i++) {
        if (sample.has(entries.get(i).state(), i)) {
          proof.check(entries.get(i));
        }
      }
      return Optional.of(
          new Result(proof.account.counts(), proof.tried, proof.refused, proof.failures));
    }
  }

  /** The failures when one used and one ignored node swap their states, each alone. */
  static List<List<String>> ofLie(Path project, String name) throws IOException {
    List<List<String>> all = new ArrayList<>();
    try (Specimen specimen = new Specimen(project, name)) {
      Optional<Specimen.Planned> planned = specimen.plan();
      if (planned.isPresent()) {
        for (State told : List.of(State.USED, State.IGNORED)) {
          Proof proof = new Proof(specimen, planned.get());
          State real = told == State.USED ? State.IGNORED : State.USED;
          Optional<Entry> entry =
              proof.account.entries().stream()
                  .filter(
                      e ->
                          e.state() == real
                              && e.path().matches("(?:.*\\.pip_url|settings.*\\.label)"))
                  .findFirst();
          if (entry.isPresent()) {
            Entry e = entry.get();
            proof.check(
                new Entry(
                    e.file(), e.span(), e.path(), told, Optional.empty(), e.why(), e.remedy()));
            all.add(proof.failures);
          }
        }
      }
    }
    return all;
  }

  private void check(Entry entry) throws IOException {
    Leaf leaf = requireNonNull(requireNonNull(leaves.get(entry.file())).get(entry.path()));
    String text = texts.get(entry.file());
    if (text == null || leaf.node().value().isNull()) {
      return;
    }
    Optional<String> value =
        Mutation.ofValue(text, leaf.node().span(), leaf.node().value()).map(m -> m.in(text));
    boolean isKept = entry.state() == State.USED || entry.state() == State.DIFFERENT;
    if (entry.file().equals(".env")) {
      value = Optional.of(Mutation.ofKey(text, leaf.keySpan()).in(text));
    }
    if (entry.state() == State.IGNORED && value.isPresent() && !isOtherName(entry, leaf)) {
      ignored(entry, value.get());
    } else if (isKept && value.isPresent()) {
      used(entry, "value", value.get());
      boolean hasKey = !leaf.way().get(leaf.way().size() - 1).key().equals(Leaf.ITEM);
      if (hasKey && row(entry, leaf).key().endsInName(leaf.keys())) {
        used(entry, "name", Mutation.ofKey(text, leaf.keySpan()).in(text));
      }
    }
  }

  private Matrix.Row row(Entry entry, Leaf leaf) {
    FileKind kind = requireNonNull(kinds.get(entry.file()));
    return Matrix.Index.of(MATRIX.rows(kind)).find(leaf.keys()).orElseThrow();
  }

  /** What is the second of a name becomes, with another name, the first of that. */
  private boolean isOtherName(Entry entry, Leaf leaf) {
    return entry.path().endsWith(".name") && row(entry, leaf).verdict().state() != State.IGNORED;
  }

  private void ignored(Entry entry, String text) throws IOException {
    tried++;
    Set<String> changed = specimen.with(entry.file(), text, this::changed);
    if (!changed.isEmpty()) {
      String why = entry.why().orElse("no reason");
      fail(entry, "is ignored (" + why + "), but changes " + changed);
    }
  }

  private void used(Entry entry, String what, String text) throws IOException {
    tried++;
    String said = entry.to().orElse("");
    Set<String> changed = specimen.with(entry.file(), text, this::changed);
    if (changed.contains(REFUSED)) {
      refused++;
      return;
    }
    boolean isFile = files.containsKey(said);
    boolean seen =
        isFile
            ? changed.contains(said)
            : !changed.isEmpty()
                || !specimen.with(entry.file(), text, specimen::facts).equals(facts);
    if (!seen) {
      String place = isFile ? said : "everything";
      fail(entry, "another " + what + " leaves " + place + " as it is, changes " + changed);
    }
  }

  private void fail(Entry entry, String why) {
    failures.add(entry.span() + " " + entry.path() + ": " + why);
  }

  /** The files that are not what they were. */
  private Set<String> changed() {
    Optional<Specimen.Planned> planned = specimen.plan();
    if (planned.isEmpty()) {
      return Set.of(REFUSED);
    }
    Map<String, String> now = planned.get().files();
    Set<String> changed = new TreeSet<>();
    files.forEach(
        (path, content) -> {
          if (!content.equals(now.get(path))) {
            changed.add(path);
          }
        });
    now.keySet().stream().filter(p -> !files.containsKey(p)).forEach(changed::add);
    return changed;
  }
}
