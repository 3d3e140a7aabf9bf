package dev.m2d.output.merge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Merges two forms of one `from … import …` by the names in them. */
final class ImportNames {

  private static final Pattern FORM =
      Pattern.compile("from ([\\w.]+) import (?:\\(([^()#]*)\\)|([^()#]*))", Pattern.DOTALL);
  private static final int LINE_LENGTH = 100;

  /** As the formatter orders names: constants, classes, the rest. */
  private static final Comparator<String> ORDER =
      Comparator.<String>comparingInt(
              n -> n.matches("[A-Z0-9_]{2,}") ? 0 : Character.isUpperCase(n.charAt(0)) ? 1 : 2)
          .thenComparing(Comparator.naturalOrder());

  static Optional<List<String>> merge(List<String> base, List<String> mine, List<String> fresh) {
    Optional<Set<String>> old = base.isEmpty() ? Optional.of(Set.of()) : names(base);
    Optional<Set<String>> left = names(mine);
    Optional<Set<String>> right = names(fresh);
    if (old.isEmpty() || left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    Set<String> all = new LinkedHashSet<>(left.get());
    all.addAll(right.get());
    all.removeIf(
        n -> old.get().contains(n) && !(left.get().contains(n) && right.get().contains(n)));
    long bound = all.stream().map(n -> n.replaceFirst(".* as ", "")).distinct().count();
    return all.isEmpty() || all.contains("*") || bound < all.size()
        ? Optional.empty()
        : Optional.of(lines(module(mine), all));
  }

  private static String module(List<String> lines) {
    Matcher m = FORM.matcher(text(lines));
    return m.matches() ? m.group(1) : "";
  }

  private static Optional<Set<String>> names(List<String> lines) {
    Matcher m = FORM.matcher(text(lines));
    if (!m.matches()) {
      return Optional.empty();
    }
    String list = m.group(2) == null ? m.group(3) : m.group(2);
    return Optional.of(
        Arrays.stream(list.split(","))
            .map(String::strip)
            .filter(n -> !n.isEmpty())
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines).strip();
  }

  private static List<String> lines(String module, Set<String> names) {
    List<String> sorted = names.stream().sorted(ORDER).toList();
    String head = "from " + module + " import ";
    String line = head + String.join(", ", sorted);
    if (line.length() <= LINE_LENGTH) {
      return List.of(line);
    }
    List<String> lines = new ArrayList<>(List.of(head + "("));
    sorted.forEach(n -> lines.add("    " + n + ","));
    lines.add(")");
    return lines;
  }

  private ImportNames() {}
}
