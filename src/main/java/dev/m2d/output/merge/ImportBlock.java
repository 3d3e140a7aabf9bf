package dev.m2d.output.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Merges the imports at the head of a Python module as one list, in whatever order they are. */
final class ImportBlock {

  /** Where the imports are. */
  private record Range(int begin, int end) {}

  /** The merged module; empty where its imports cannot be told apart. */
  static Optional<Merged> merge(List<String> base, List<String> mine, List<String> fresh) {
    Range old = find(base);
    Range left = find(mine);
    Range right = find(fresh);
    Optional<List<String>> imports =
        new Items(Language.PYTHON, 0).merge(in(base, old), in(mine, left), in(fresh, right));
    if (old.begin() == old.end() || imports.isEmpty()) {
      return Optional.empty();
    }
    Neighbours rest = new Neighbours(Language.PYTHON, 0);
    List<Part> parts =
        new ArrayList<>(
            rest.merge(
                base.subList(0, old.begin()),
                mine.subList(0, left.begin()),
                fresh.subList(0, right.begin())));
    parts.add(new Part.Settled(imports.get()));
    parts.addAll(
        rest.merge(
            base.subList(old.end(), base.size()),
            mine.subList(left.end(), mine.size()),
            fresh.subList(right.end(), fresh.size())));
    return Optional.of(new Merged(parts));
  }

  private static List<String> in(List<String> lines, Range range) {
    return lines.subList(range.begin(), range.end());
  }

  private static Range find(List<String> lines) {
    int begin = 0;
    while (begin < lines.size() && !isImport(lines.get(begin))) {
      begin++;
    }
    int end = begin;
    boolean open = false;
    for (int i = begin; i < lines.size(); i++) {
      String line = lines.get(i);
      if (open) {
        open = !line.contains(")");
      } else if (isImport(line)) {
        open = line.contains("(") && !line.contains(")");
      } else if (!line.isBlank() && !line.startsWith("#")) {
        break;
      } else {
        continue;
      }
      end = i + 1;
    }
    return new Range(begin, end);
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ") || line.startsWith("from ");
  }

  private ImportBlock() {}
}
