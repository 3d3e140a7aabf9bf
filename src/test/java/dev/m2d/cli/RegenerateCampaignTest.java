package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * meltano.yml changes at random, the user edits the generated files at random, and `m2d generate`
 * runs again: nothing of the user's is lost. `-Dm2d.seeds=N` for another number, `-Dm2d.first=N`
 * for another first one, see tools/campaigns/regenerate.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RegenerateCampaignTest {

  private static final Pattern TRACE = Pattern.compile("(?m)^\\s+at [\\w.$]+\\(|bug of m2d");
  private static final Pattern MARKED =
      Pattern.compile("(?m)^(<{7} .*|\\|{7} .*|={7}|>{7} .*)\r?$");
  private static final String LOCK = ".m2d/lock";

  /** Each run syncs hundreds of files: in memory, a round takes a fraction of the time. */
  private static final Path MEMORY = Path.of("/dev/shm");

  @TempDir(factory = InMemory.class)
  private Path top;

  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Integer> statuses = new TreeMap<>();

  @Test
  void nothing_of_the_users_is_lost() throws IOException, InterruptedException {
    PythonTexts python = new PythonTexts(Files.createDirectories(top.resolve("python")));
    int first = Integer.getInteger("m2d.first", 1);
    int count = Integer.getInteger("m2d.seeds", 100);
    for (int seed = first; seed < first + count; seed++) {
      Path folder = Files.createDirectories(top.resolve("seed-" + seed));
      seed(seed, folder, python);
      Workplace.delete(folder);
    }
    wrong.addAll(python.broken());
    System.out.println("runs by exit status: " + statuses + ", wrong: " + wrong.size());
    assertThat(wrong).isEmpty();
  }

  /** A folder in memory, where the machine has one. */
  static final class InMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
        throws IOException {
      return Files.isWritable(MEMORY)
          ? Files.createTempDirectory(MEMORY, "m2d")
          : Files.createTempDirectory("m2d");
    }
  }

  private void seed(int seed, Path folder, PythonTexts python) throws IOException {
    Random random = new Random(seed);
    Path project = Cli.copy("quickbooks-jobs", folder.resolve("project"));
    Path output = project.resolve("dagster_project");
    RandomMeltano meltano = new RandomMeltano(project, random);
    meltano.write(project);
    int status = run(project).status();
    if (status != ExitCode.OK) {
      wrong.add(seed + ": the first run ends with " + status);
      return;
    }
    RandomEdits edits = new RandomEdits(output, random);
    for (int round = 1; round <= 1 + seed % 2; round++) {
      int before = wrong.size();
      edits.edit();
      meltano.change(project);
      String mode = List.of("inline", "inline", "rej", "fail").get(random.nextInt(4));
      boolean goesOn = round(seed + "." + round, folder, output, edits, mode, python);
      if (wrong.size() > before) {
        wrong.add(seed + ": " + mode + " " + String.join("; ", edits.log));
      }
      if (!goesOn) {
        return;
      }
    }
  }

  private boolean round(
      String name, Path folder, Path output, RandomEdits edits, String mode, PythonTexts python)
      throws IOException {
    Path project = folder.resolve("project");
    Map<String, String> all = Cli.snapshot(folder);
    Map<String, String> before = below(all, folder.relativize(output));
    Cli.Result result = run(project, "--conflict=" + mode);
    Map<String, String> now = Cli.snapshot(folder);
    Map<String, String> after = below(now, folder.relativize(output));
    int status = result.status();
    if (!Set.of(ExitCode.OK, ExitCode.CONFLICTS, ExitCode.REFUSED).contains(status)
        || TRACE.matcher(result.out() + result.err()).find()) {
      wrong.add(name + ": exit " + status + "\n" + result.err());
      return false;
    }
    outside(name, project.relativize(output), all, now);
    boolean stopped = status == ExitCode.CONFLICTS && mode.equals("fail");
    if (status == ExitCode.REFUSED || stopped) {
      check(without(before).equals(without(after)), name, "a run that is refused wrote");
      return false;
    }
    kept(name, edits, before, after, result.err());
    if (status == ExitCode.OK) {
      parses(name, before, after, python);
    }
    third(name, output, status);
    if (status == ExitCode.CONFLICTS) {
      resolve(output, after);
      third(name + " resolved", output, ExitCode.OK);
    }
    return true;
  }

  private static Map<String, String> below(Map<String, String> all, Path folder) {
    Map<String, String> below = new TreeMap<>();
    String start = folder + "/";
    all.forEach(
        (path, text) -> {
          if (path.startsWith(start)) {
            below.put(path.substring(start.length()), text);
          }
        });
    return below;
  }

  private void kept(
      String name,
      RandomEdits edits,
      Map<String, String> before,
      Map<String, String> after,
      String told)
      throws IOException {
    Set<String> back = edits.back;
    edits.kept.forEach(
        (path, marks) -> {
          // A module that is not needed is kept where Dagster does not load it; when it is needed
          // again, that is told.
          String aside = path + ".kept";
          boolean isBack = !before.containsKey(path) && told.contains("before are in " + aside);
          boolean isAside = !after.containsKey(path) || isBack || back.contains(path);
          if (isBack) {
            back.add(path);
          }
          String text =
              after.getOrDefault(path, "") + (isAside ? after.getOrDefault(aside, "") : "");
          for (String mark : marks) {
            boolean found = Pattern.compile("\\b" + mark + "\\b").matcher(text).find();
            check(found, name, mark + " is lost in " + path);
          }
        });
    for (String path : edits.moved) {
      check(
          after.containsKey(path)
              || after.containsKey(path + ".kept")
              || edits.deleted.contains(path)
              || !before.containsKey(path),
          name,
          path + ", which was moved, is gone");
    }
    String manifest = after.getOrDefault(".m2d/manifest.json", "");
    edits.deleted.removeIf(p -> !manifest.contains('"' + p + '"'));
    for (String path : edits.deleted) {
      check(!after.containsKey(path), name, path + ", which was deleted, is back");
    }
    before.forEach(
        (path, text) -> {
          String now = after.get(path);
          if (now != null && !path.startsWith(".m2d/") && isOfWindows(text)) {
            check(isOfWindows(now), name, path + " has mixed line ends");
          }
        });
  }

  private static boolean isOfWindows(String text) {
    return text.contains("\r\n") && !text.replace("\r\n", "").contains("\n");
  }

  private void parses(
      String name, Map<String, String> before, Map<String, String> after, PythonTexts python) {
    after.forEach(
        (path, text) -> {
          String old = before.getOrDefault(path, "");
          if (path.startsWith(".m2d/") || old.equals(text)) {
            return;
          }
          if (path.endsWith(".yaml") && isYaml(old)) {
            check(isYaml(text), name, path + " is no YAML any more:\n" + text);
          } else if (path.endsWith(".py")) {
            python.add(name + " " + path, old, text);
          }
        });
  }

  private static boolean isYaml(String text) {
    Diagnostics sink = new Diagnostics();
    return text.isBlank()
        || (YamlReader.read(new SourceFile("x.yaml", text), sink).isPresent() && !sink.hasErrors());
  }

  /** Nothing has changed, so that nothing is written. */
  private void third(String name, Path output, int expected) throws IOException {
    Map<String, String> before = stamps(output);
    Cli.Result result = run(output.resolve(".."));
    Map<String, String> after = stamps(output);
    check(result.status() == expected, name, "one more run ends otherwise\n" + result.err());
    if (!before.equals(after)) {
      Map<String, String> changed = new TreeMap<>(after);
      changed.entrySet().removeAll(before.entrySet());
      wrong.add(name + ": one more run writes " + changed.keySet() + "\n" + result.err());
    }
  }

  /** As a user does who keeps what is his. */
  private static void resolve(Path output, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = output.resolve(file.getKey());
      if (file.getKey().endsWith(".rej")) {
        Files.delete(path);
      } else if (!file.getKey().startsWith(".m2d/") && MARKED.matcher(file.getValue()).find()) {
        String text = Files.readString(path);
        text =
            text.replaceAll(
                "(?ms)^\\|{7} generated before\r?\n.*?^>{7} generated now(\r?\n|\\z)", "");
        Files.writeString(path, text.replaceAll("(?m)^<{7} your edit\r?\n", ""));
      }
    }
  }

  private void outside(
      String name, Path output, Map<String, String> before, Map<String, String> after) {
    String own = "project/" + output + "/";
    Map<String, String> a = new TreeMap<>(before);
    Map<String, String> b = new TreeMap<>(after);
    a.keySet().removeIf(p -> p.startsWith(own));
    b.keySet().removeIf(p -> p.startsWith(own));
    check(a.equals(b), name, "a file outside the output changed");
  }

  private static Map<String, String> stamps(Path output) throws IOException {
    Map<String, String> stamps = without(Cli.snapshot(output));
    for (Map.Entry<String, String> file : stamps.entrySet()) {
      file.setValue(
          Files.getLastModifiedTime(output.resolve(file.getKey())) + " " + file.getValue());
    }
    return stamps;
  }

  private static Map<String, String> without(Map<String, String> files) {
    Map<String, String> rest = new TreeMap<>(files);
    rest.remove(LOCK);
    return rest;
  }

  private Cli.Result run(Path project, String... options) {
    List<Object> arguments = new ArrayList<>(List.of("generate", project));
    arguments.addAll(List.of(options));
    Cli.Result result = Cli.run(arguments.toArray());
    statuses.merge(Integer.toString(result.status()), 1, Integer::sum);
    return result;
  }

  private void check(boolean isRight, String name, String problem) {
    if (!isRight) {
      wrong.add(name + ": " + problem);
    }
  }
}
