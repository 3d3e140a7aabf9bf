package dev.m2d.compare.files;

import dev.m2d.compare.bundle.StreamFiles;
import dev.m2d.compare.row.Source;
import dev.m2d.compare.verdict.Part;
import dev.m2d.compare.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the files of one stream as files. Their rows are compared apart, all parts together;
 * here a file that only one side has is a difference, and how files are written is noted. Of files
 * that nobody can read as rows only the bytes can be found to be the same.
 */
public final class FilesComparison {

  private final List<String> reasons = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private FilesComparison() {}

  /** Compares what both sides wrote of a stream. */
  public static Part of(String stream, StreamFiles left, StreamFiles right) throws IOException {
    FilesComparison comparison = new FilesComparison();
    comparison.compare(byName(left), byName(right));
    Verdict verdict =
        !comparison.reasons.isEmpty()
            ? Verdict.DIFFERENT
            : comparison.unread.isEmpty() ? Verdict.EQUAL : Verdict.INCONCLUSIVE;
    comparison.reasons.addAll(comparison.unread);
    return new Part("files", Optional.of(stream), verdict, comparison.reasons, comparison.notes);
  }

  private static Map<String, List<StreamFiles.Part>> byName(StreamFiles side) {
    Map<String, List<StreamFiles.Part>> found = new TreeMap<>();
    for (StreamFiles.Part file : side.files()) {
      found.computeIfAbsent(LogicalName.of(file.name()), n -> new ArrayList<>()).add(file);
    }
    return found;
  }

  private void compare(
      Map<String, List<StreamFiles.Part>> lefts, Map<String, List<StreamFiles.Part>> rights)
      throws IOException {
    Set<String> names = new TreeSet<>(lefts.keySet());
    names.addAll(rights.keySet());
    for (String name : names) {
      List<StreamFiles.Part> left = lefts.getOrDefault(name, List.of());
      List<StreamFiles.Part> right = rights.getOrDefault(name, List.of());
      if (left.isEmpty() || right.isEmpty()) {
        boolean isEmpty = bytes(left) + bytes(right) == 0;
        reasons.add(
            "the file `"
                + name
                + "`"
                + (isEmpty ? ", which is empty," : "")
                + " is missing on the "
                + (left.isEmpty() ? "left" : "right"));
      } else {
        both(name, left, right);
      }
    }
  }

  private void both(String name, List<StreamFiles.Part> left, List<StreamFiles.Part> right)
      throws IOException {
    boolean isRead = LogicalName.isWrittenRows(name);
    if (!isRead && !LogicalName.isHidden(name) && !hashes(left).equals(hashes(right))) {
      unread.add("`" + name + "` was not compared: it is no CSV and no JSON lines");
    }
    note(
        name, "the number of files", Integer.toString(left.size()), Integer.toString(right.size()));
    if (bytes(left) != bytes(right)) {
      notes.add("`" + name + "`: the size is " + bytes(left) + " and " + bytes(right) + " bytes");
    }
    Map<String, Set<String>> lefts = traits(left);
    Map<String, Set<String>> rights = traits(right);
    Set<String> both = new TreeSet<>(lefts.keySet());
    both.retainAll(rights.keySet());
    for (String trait : both) {
      String ofLeft = said(lefts, trait);
      String ofRight = said(rights, trait);
      if (!trait.equals(Traits.FIRST_LINE)) {
        note(name, trait, ofLeft, ofRight);
      } else if (!ofLeft.equals(ofRight)) {
        notes.add("`" + name + "`: the first lines differ");
      }
    }
  }

  private static String said(Map<String, Set<String>> traits, String trait) {
    return String.join(", ", traits.getOrDefault(trait, Set.of()));
  }

  private void note(String name, String trait, String left, String right) {
    if (!left.equals(right)) {
      notes.add("`" + name + "`: " + trait + " is " + left + " and " + right);
    }
  }

  private static Map<String, Set<String>> traits(List<StreamFiles.Part> files) throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    for (StreamFiles.Part file : files) {
      if (file.bytes() > 0) {
        Traits.of(new Source(file.path(), file.name()))
            .forEach((t, is) -> found.computeIfAbsent(t, k -> new TreeSet<>()).add(is));
      }
    }
    return found;
  }

  private static List<String> hashes(List<StreamFiles.Part> files) {
    return files.stream().map(StreamFiles.Part::sha256).sorted().toList();
  }

  private static long bytes(List<StreamFiles.Part> files) {
    return files.stream().mapToLong(StreamFiles.Part::bytes).sum();
  }
}
