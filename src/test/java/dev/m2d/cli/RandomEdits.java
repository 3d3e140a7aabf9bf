package dev.m2d.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a user does to the files of an output folder, at random, and what of it has to be there
 * after any run. Each edit has a mark of its own, so that it is found again.
 */
final class RandomEdits {

  private static final Pattern TEXT =
      Pattern.compile("(?!\\.m2d/).*(\\.(py|ya?ml|toml|txt|md|example)|\\.env)");
  private static final Pattern REMARKS =
      Pattern.compile(".*(\\.(py|ya?ml|toml|txt|example)|\\.env)");
  private static final Pattern LIVELY =
      Pattern.compile(
          ".*/((assets/tap|jobs/|schedules/)(?!parallel)|extractors/tap-).*"
              + "|(migration|parity).yaml|README.md|mine.*");
  private static final Pattern CHANGING =
      Pattern.compile(
          ".*(Stream\\(|Task\\(|cron|interval|import|job=|tasks|entity|_select|\\{).*",
          Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("\\b[a-z][a-z_0-9]{2,}\\b");

  private final Path output;
  private final Random random;
  private int count;

  /** The user's words by file. */
  final Map<String, Set<String>> kept = new TreeMap<>();

  /** Files that were written again beside the edited text of before. */
  final Set<String> back = new TreeSet<>();

  /** Files that the user deleted. */
  final Set<String> deleted = new TreeSet<>();

  /** Files that the user moved away. */
  final Set<String> moved = new TreeSet<>();

  /** What was done, for the message of a failure. */
  final List<String> log = new ArrayList<>();

  RandomEdits(Path output, Random random) {
    this.output = output;
    this.random = random;
  }

  /** One to twelve edits; most of them in files that meltano.yml decides about. */
  void edit() throws IOException {
    int edits = 1 + random.nextInt(12);
    for (int i = 0; i < edits; i++) {
      List<String> all = new ArrayList<>();
      for (String path : Cli.snapshot(output).keySet()) {
        if (TEXT.matcher(path).matches() && Files.size(output.resolve(path)) > 0) {
          all.add(path);
        }
      }
      List<String> lively = all.stream().filter(p -> LIVELY.matcher(p).matches()).toList();
      edit(pick(random.nextInt(6) > 0 && !lively.isEmpty() ? lively : all));
    }
  }

  private void edit(String path) throws IOException {
    Path file = output.resolve(path);
    List<String> lines =
        new ArrayList<>(Arrays.asList(Files.readString(file).split("(?<=\n)", -1)));
    lines.removeIf(String::isEmpty);
    int at = place(lines);
    String line = lines.get(at);
    String end = line.endsWith("\r\n") ? "\r\n" : "\n";
    String body = line.stripTrailing();
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    indent = body.isEmpty() ? "" : indent;
    String mark = "mine_" + count++;
    boolean remarks = REMARKS.matcher(path).matches();
    int way = random.nextInt(14);
    log.add(way + " " + path + ":" + (at + 1) + " " + mark);
    switch (way) {
      case 0, 1, 2 -> {
        lines.add(at, indent + (remarks ? "# " : "") + mark + end);
        keep(path, mark);
      }
      case 3, 4, 12 -> {
        List<MatchResult> words = WORD.matcher(body).results().toList();
        if (!words.isEmpty() && !body.contains("mine_")) {
          MatchResult word = pick(words);
          lines.set(at, body.substring(0, word.start()) + mark + body.substring(word.end()) + end);
          keep(path, mark);
        }
      }
      case 5, 13 -> {
        lines.set(at, body + (remarks ? "  # " : " ") + mark + end);
        keep(path, mark);
      }
      case 6 -> {
        if (!body.contains("mine_") && lines.size() > 1) {
          lines.remove(at);
        }
      }
      case 7, 8 -> {
        String last = lines.get(lines.size() - 1);
        lines.set(lines.size() - 1, last.endsWith("\n") ? last : last + end);
        lines.add((remarks ? "# " : "") + mark + end);
        keep(path, mark);
      }
      case 9 -> {
        Files.delete(file);
        kept.remove(path);
        if (!moved.contains(path)) {
          deleted.add(path);
        }
        return;
      }
      case 10 -> {
        move(path, random.nextBoolean() ? "mine/" : parent(path) + "mine_" + count + "/");
        return;
      }
      default -> lines.replaceAll(l -> l.stripTrailing() + "\r\n");
    }
    Files.writeString(file, String.join("", lines));
  }

  /** Half of the time beside what may change. */
  private int place(List<String> lines) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (CHANGING.matcher(lines.get(i)).matches()) {
        places.add(i);
      }
    }
    return places.isEmpty() || random.nextBoolean() ? random.nextInt(lines.size()) : pick(places);
  }

  private void move(String path, String folder) throws IOException {
    String to =
        folder + (random.nextBoolean() ? "" : "other_") + path.substring(path.lastIndexOf('/') + 1);
    Path target = output.resolve(to);
    if (Files.exists(target)) {
      return;
    }
    Files.createDirectories(target.getParent());
    Files.move(output.resolve(path), target);
    Set<String> marks = kept.remove(path);
    if (marks != null) {
      kept.put(to, marks);
    }
    log.add("to " + to);
    moved.add(to);
  }

  private void keep(String path, String mark) {
    kept.computeIfAbsent(path, p -> new TreeSet<>()).add(mark);
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
