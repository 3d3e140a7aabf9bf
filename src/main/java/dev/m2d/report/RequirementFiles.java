package dev.m2d.report;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Shlex;
import dev.m2d.yaml.TextFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files with requirements that a `pip_url` names. */
final class RequirementFiles {

  private static final Pattern OPTION = Pattern.compile("(?:-r|--requirement)(?:=|(?=[^-]))?(.*)");
  private static final Pattern ROOT =
      Pattern.compile("^\\$(?:MELTANO_PROJECT_ROOT|\\{MELTANO_PROJECT_ROOT})/");

  /** Adds a finding for each that is not there. */
  static void check(ResolvedProject project, Diagnostics sink) {
    Set<String> seen = new LinkedHashSet<>();
    for (ResolvedPlugin plugin : project.plugins()) {
      boolean installs = plugin.venv().isPresent() && PackagesPart.runs(plugin);
      plugin
          .pipUrl()
          .filter(u -> installs)
          .ifPresent(
              url -> {
                for (String file : named(url.value())) {
                  if (!Files.exists(project.root().resolve(file)) && seen.add(url.span() + file)) {
                    String who = plugin.id().toString();
                    sink.add(
                        Code.M2D530,
                        url.span(),
                        "`" + file + "`, from which `" + who + "` is installed, is not there.");
                  }
                }
              });
    }
  }

  /** Those that ask for something that is not pinned to one version, or to a commit. */
  static List<String> loose(ResolvedProject project, String pipUrl) {
    return named(pipUrl).stream().filter(f -> isLoose(project, f)).toList();
  }

  private static boolean isLoose(ResolvedProject project, String file) {
    Path path = project.root().resolve(file);
    if (!Files.isRegularFile(path)) {
      return false;
    }
    return new TextFiles(project.root(), new Diagnostics())
        .read(path)
        .map(SourceFile::text)
        .orElse("")
        .lines()
        .map(l -> l.replaceFirst("(^|\\s)#.*$", "").replaceFirst("\\s+--hash.*$", "").strip())
        .map(l -> l.endsWith("\\") ? l.substring(0, l.length() - 1).strip() : l)
        .filter(l -> !l.isEmpty() && !l.startsWith("-"))
        .map(PackagesPart::pin)
        .anyMatch(pin -> pin.filter(p -> p != Audit.Pin.GIT_COMMIT).isPresent());
  }

  /** Relative to the project, as far as the text tells; not those of the network. */
  private static List<String> named(String pipUrl) {
    List<String> words = Shlex.split(pipUrl);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      Matcher option = OPTION.matcher(words.get(i));
      if (!option.matches()) {
        continue;
      }
      String name = option.group(1);
      if (name.isEmpty() && i + 1 < words.size()) {
        name = words.get(++i);
      }
      name = ROOT.matcher(name).replaceFirst("");
      if (!name.isEmpty() && !name.contains("$") && !name.contains("://") && isPath(name)) {
        found.add(name);
      }
    }
    return found;
  }

  private static boolean isPath(String name) {
    try {
      return !Path.of(name).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private RequirementFiles() {}
}
