package dev.m2d.account;

import static java.util.Objects.requireNonNull;

import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Shows that the account of a project tells the truth: each value that it calls used is changed,
 * alone, and the file that it is said to decide must change; each that it calls ignored is changed,
 * and no file may.
 */
final class Proof {

  private final Specimen specimen;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Map<String, Leaf>> leaves = new HashMap<>();
  private final List<Entry> entries;
  private final Map<String, String> files;
  private final Value facts;
  private final List<String> failures = new ArrayList<>();
  private int tried;
  private int refused;

  private Proof(Specimen specimen, Specimen.Planned planned) {
    this.specimen = specimen;
    this.entries = planned.account().entries();
    this.files = planned.files();
    this.facts = specimen.facts();
    for (SourceFile file : planned.reading().files()) {
      texts.put(file.path(), file.text());
    }
    for (Input.Part part : Input.of(planned.reading(), planned.project())) {
      Map<String, Leaf> byPath = leaves.computeIfAbsent(part.file(), f -> new HashMap<>());
      part.leaves().forEach(l -> byPath.putIfAbsent(l.path(), l));
    }
  }

  /** What came of it. */
  record Result(int tried, int refused, List<String> failures) {}

  /** Empty when the project cannot be read. */
  static Optional<Result> of(Path project, String name, int every, int first) throws IOException {
    try (Specimen specimen = new Specimen(project, name)) {
      Optional<Specimen.Planned> planned = specimen.plan();
      if (planned.isEmpty()) {
        return Optional.empty();
      }
      Proof proof = new Proof(specimen, planned.get());
      for (int i = first; i < proof.entries.size(); i += every) {
        proof.check(proof.entries.get(i));
      }
      return Optional.of(new Result(proof.tried, proof.refused, proof.failures));
    }
  }

  private void check(Entry entry) throws IOException {
    Leaf leaf = requireNonNull(requireNonNull(leaves.get(entry.file())).get(entry.path()));
    String text = texts.get(entry.file());
    boolean carried = entry.state() == State.USED || entry.state() == State.DIFFERENT;
    if (text == null || !carried) {
      return;
    }
    if (entry.file().equals(".env")) {
      change(entry, "name", Mutation.ofKey(text, leaf.keySpan()));
      return;
    }
    Optional<String> value = Mutation.ofValue(text, leaf.node().span(), leaf.node().value());
    if (value.isPresent()) {
      change(entry, "value", value.get());
    }
  }

  private void change(Entry entry, String what, String text) throws IOException {
    tried++;
    String said = entry.to().orElse("");
    Set<String> changed = new HashSet<>();
    boolean seen =
        specimen.with(
            entry.file(),
            text,
            () -> {
              Optional<Specimen.Planned> planned = specimen.plan();
              if (planned.isEmpty()) {
                refused++;
                return true;
              }
              Map<String, String> now = planned.get().files();
              files.forEach(
                  (path, content) -> {
                    if (!content.equals(now.get(path))) {
                      changed.add(path);
                    }
                  });
              now.keySet().stream().filter(p -> !files.containsKey(p)).forEach(changed::add);
              return files.containsKey(said)
                  ? changed.contains(said)
                  : !changed.isEmpty() || !specimen.facts().equals(facts);
            });
    if (!seen) {
      failures.add(
          entry.span()
              + " "
              + entry.path()
              + ": a changed "
              + what
              + " leaves "
              + (said.isEmpty() ? "everything" : said)
              + " as it is; changed: "
              + changed);
    }
  }
}
