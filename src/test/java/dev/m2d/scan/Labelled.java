package dev.m2d.scan;

import dev.m2d.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares what the scanner finds with what people labelled. */
record Labelled(int labels, List<String> missed, List<String> wrong) {

  /**
   * Scans every folder of `root` as a project of its own.
   *
   * @param root folder with `labels.csv`, which names files relative to it
   */
  static Labelled compare(Path root) throws IOException {
    Map<String, List<String>> expected = new TreeMap<>();
    int labels = 0;
    List<String> lines = Files.readAllLines(root.resolve("labels.csv"));
    for (String line : lines.subList(1, lines.size())) {
      List<String> c = cells(line);
      String key = c.get(0) + ":" + c.get(1);
      expected.computeIfAbsent(key, k -> new ArrayList<>()).add(expectation(c));
      labels++;
    }
    Map<String, List<String>> found = new TreeMap<>();
    try (Stream<Path> cases = Files.list(root)) {
      for (Path project : cases.filter(Files::isDirectory).sorted().toList()) {
        Scan scan = Scanner.scan(project, new Diagnostics());
        String name = project.getFileName() + "/";
        for (Call call : scan.calls()) {
          String key = name + call.at().file() + ":" + call.at().line();
          found.computeIfAbsent(key, k -> new ArrayList<>()).add(shown(call));
        }
        for (Unclear u : scan.unclear()) {
          String key = name + u.at().file() + ":" + u.at().line();
          found.computeIfAbsent(key, k -> new ArrayList<>()).add("unclear");
        }
      }
    }
    List<String> missed = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    expected.forEach(
        (key, list) -> {
          List<String> rest = new ArrayList<>(found.getOrDefault(key, List.of()));
          for (String label : list) {
            if (!rest.remove(label)) {
              missed.add(key + " " + label);
            }
          }
          rest.forEach(r -> wrong.add(key + " " + r));
        });
    found.forEach(
        (key, list) -> {
          if (!expected.containsKey(key)) {
            list.forEach(r -> wrong.add(key + " " + r));
          }
        });
    return new Labelled(labels, missed, wrong);
  }

  private static String expectation(List<String> c) {
    if (c.get(7).equals("yes")) {
      return "unclear";
    }
    Map<String, String> variables = new TreeMap<>();
    for (String v : c.get(5).split(";", -1)) {
      if (!v.isEmpty()) {
        int at = v.replace('~', '=').replace('?', '=').indexOf('=');
        variables.put(v.substring(0, at), v.substring(at));
      }
    }
    return c.get(2) + " " + c.get(3) + " | " + c.get(4) + " | " + variables + " | " + c.get(6);
  }

  private static String shown(Call call) {
    List<String> options = new ArrayList<>(call.options().flags());
    call.options().values().forEach((k, v) -> v.forEach(x -> options.add(k + "=" + x)));
    Map<String, String> variables = new TreeMap<>();
    call.variables()
        .forEach(
            (name, v) ->
                variables.put(
                    name,
                    v.value().isEmpty() ? "?" : (v.fallback() ? "~" : "=") + v.value().get()));
    return call.verb().name().toLowerCase(Locale.ROOT)
        + " "
        + String.join(" ", call.blocks())
        + " | "
        + String.join(" ", options.stream().sorted().toList())
        + " | "
        + variables
        + " | "
        + call.schedule().map(Schedule::cron).orElse("");
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
