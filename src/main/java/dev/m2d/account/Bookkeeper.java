package dev.m2d.account;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Goes through the files of a project and gives each node its state. */
final class Bookkeeper {

  private static final Matrix MATRIX = Matrix.load();

  /** In the matrix, the file that holds the plugin, job or schedule of a node. */
  private static final String FILE = "{file}";

  /** The module of the job that a schedule starts. */
  private static final String JOB = "{job}";

  private final List<Input.Part> parts;
  private final Subjects subjects;
  private final Map<Span, Matrix.Verdict> findings = new HashMap<>();

  Bookkeeper(Reading reading, ResolvedProject project, DagsterPlan plan, List<Diagnostic> all) {
    this.parts = Input.of(reading, project);
    this.subjects = new Subjects(project, plan, parts);
    for (Diagnostic d : all) {
      Matrix.Verdict verdict = MATRIX.findings().get(d.code());
      if (verdict != null) {
        Matrix.Verdict coded = withCode(verdict, d.code());
        d.everywhere().forEach(at -> findings.merge(at, coded, Bookkeeper::graver));
      }
    }
  }

  private static Matrix.Verdict graver(Matrix.Verdict a, Matrix.Verdict b) {
    return b.state().compareTo(a.state()) > 0 ? b : a;
  }

  private static Matrix.Verdict withCode(Matrix.Verdict v, Code code) {
    String why = v.why().orElse(code.title()) + " (" + code + ")";
    return new Matrix.Verdict(
        v.state(), v.to(), Optional.of(why), v.remedy().or(() -> Optional.of(code.remedy())));
  }

  List<Entry> entries() {
    Map<String, String> last = lastFiles();
    List<Entry> entries = new ArrayList<>();
    for (Input.Part part : parts) {
      Matrix.Index rows = Matrix.Index.of(MATRIX.rows(part.kind()));
      Map<Span, Entry> byPlace = new LinkedHashMap<>();
      Set<String> names = new HashSet<>();
      List<Leaf> leaves = part.leaves();
      for (int i = leaves.size() - 1; i >= 0; i--) {
        Leaf leaf = leaves.get(i);
        boolean isOverridden =
            part.kind() == FileKind.DOTENV
                ? !names.add(leaf.path())
                : isOverridden(part, leaf, last);
        Entry entry = entry(part, rows, leaf, isOverridden);
        byPlace.merge(entry.span(), entry, Bookkeeper::better);
      }
      List<Entry> ordered = new ArrayList<>(byPlace.values());
      Collections.reverse(ordered);
      entries.addAll(ordered);
    }
    return entries;
  }

  /** Of the places that an anchored value serves in, the one where most becomes of it. */
  private static Entry better(Entry a, Entry b) {
    return b.state().compareTo(a.state()) <= 0 ? b : a;
  }

  /** Of each key that no list lies above, the last file that has it. */
  private Map<String, String> lastFiles() {
    Map<String, String> last = new HashMap<>();
    for (Input.Part part : parts) {
      if (part.kind() == FileKind.MELTANO) {
        part.leaves().stream()
            .filter(l -> !l.keys().contains(Leaf.ITEM))
            .forEach(l -> last.put(l.path(), part.file()));
      }
    }
    return last;
  }

  private static boolean isOverridden(Input.Part part, Leaf leaf, Map<String, String> last) {
    return part.kind() == FileKind.MELTANO
        && !part.file().equals(last.getOrDefault(leaf.path(), part.file()));
  }

  private Entry entry(Input.Part part, Matrix.Index rows, Leaf leaf, boolean isOverridden) {
    Matrix.Verdict usual = rows.find(leaf.keys()).map(Matrix.Row::verdict).orElse(Matrix.NO_ROW);
    Subjects.Subject subject = subjects.of(part.kind(), part.file(), leaf);
    Matrix.Verdict verdict = usual;
    if (holdsNothing(leaf, usual) && rows.hasBelow(leaf.keys()) && finding(leaf).isEmpty()) {
      verdict = MATRIX.circumstances().getOrDefault(Circumstance.EMPTY, usual);
    } else if (!isLost(usual.state())) {
      verdict = circumstance(leaf, subject, isOverridden).or(() -> finding(leaf)).orElse(usual);
    }
    return new Entry(
        part.file(),
        leaf.node().isNull() ? leaf.keySpan() : leaf.node().span(),
        leaf.path(),
        verdict.state(),
        isLost(verdict.state()) ? Optional.empty() : place(verdict.to().or(usual::to), subject),
        verdict.why(),
        verdict.remedy());
  }

  /** Whether it is a list or mapping that only what stands in it gives a meaning. */
  private static boolean holdsNothing(Leaf leaf, Matrix.Verdict usual) {
    return (usual.state() == State.UNSUPPORTED || usual.state() == State.DECISION)
        && (leaf.node() instanceof YamlMap || leaf.node() instanceof YamlList);
  }

  private static boolean isLost(State state) {
    return state == State.UNSUPPORTED || state == State.IGNORED;
  }

  /** Where a node lands. */
  private static Optional<String> place(Optional<String> to, Subjects.Subject subject) {
    return to.flatMap(
        t -> t.equals(FILE) ? subject.file() : t.equals(JOB) ? subject.job() : Optional.of(t));
  }

  private Optional<Matrix.Verdict> circumstance(
      Leaf leaf, Subjects.Subject subject, boolean isOverridden) {
    Optional<Circumstance> found =
        leaf.node().isNull()
            ? Optional.of(Circumstance.EMPTY)
            : isOverridden ? Optional.of(Circumstance.OVERRIDDEN) : subject.circumstance();
    return found.map(MATRIX.circumstances()::get);
  }

  /** The finding at a node, or at one above it. */
  private Optional<Matrix.Verdict> finding(Leaf leaf) {
    for (int i = leaf.way().size() - 1; i >= 0; i--) {
      Leaf.Step step = leaf.way().get(i);
      Matrix.Verdict verdict = findings.get(step.node().span());
      verdict = verdict == null ? findings.get(step.keySpan()) : verdict;
      if (verdict != null) {
        return Optional.of(verdict);
      }
    }
    return Optional.empty();
  }
}
