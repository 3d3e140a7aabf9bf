package dev.m2d.report;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.SecretPlaces;
import dev.m2d.meltano.resolve.Shlex;
import dev.m2d.yaml.Located;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of the audit that says which requirements do not name one version. */
final class PackagesPart {

  private static final Set<String> WITH_ARGUMENT =
      Set.of(
          "-r",
          "--requirement",
          "-c",
          "--constraint",
          "-i",
          "--index-url",
          "--extra-index-url",
          "-f",
          "--find-links",
          "--trusted-host",
          "--config-settings",
          "--no-binary",
          "--only-binary",
          "--python-version",
          "--platform");
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(\\[[^\\]]*])?\\s*([(]?[<>=!~].*)?");
  private static final Pattern EXACT = Pattern.compile("={2,3}[^,*]+");
  private static final Pattern COMMIT = Pattern.compile("@([0-9a-f]{40})(#.*|&.*)?$");

  private record Place(String requirement, Span at) {}

  /** Those of all plugins, each once, in the order of the plugins. */
  static List<Audit.PackageNeeds> of(ResolvedProject project) {
    Map<Place, List<String>> plugins = new LinkedHashMap<>();
    for (ResolvedPlugin plugin : project.plugins()) {
      if (runs(plugin) && plugin.venv().isPresent() && plugin.pipUrl().isPresent()) {
        Located<String> url = plugin.pipUrl().get();
        List<String> all = new ArrayList<>(requirements(url.value()));
        RequirementFiles.loose(project, url.value()).forEach(f -> all.add("-r " + f));
        for (String requirement : all) {
          plugins
              .computeIfAbsent(new Place(requirement, url.span()), p -> new ArrayList<>())
              .add(plugin.id().toString());
        }
      }
    }
    SecretPlaces secrets = SecretPlaces.of(project);
    List<Audit.PackageNeeds> found = new ArrayList<>();
    plugins.forEach(
        (place, users) ->
            pin(place.requirement())
                .ifPresent(
                    pin ->
                        found.add(
                            new Audit.PackageNeeds(
                                secrets.hide(place.requirement()), pin, place.at(), users))));
    return found;
  }

  /** Whether it has a part in runs, or starts them. */
  static boolean runs(ResolvedPlugin plugin) {
    return plugin.type() != PluginType.FILES && plugin.type() != PluginType.TRANSFORMS;
  }

  /** The requirements among the arguments of pip. */
  static List<String> requirements(String pipUrl) {
    List<String> words = Shlex.split(pipUrl);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (WITH_ARGUMENT.contains(word)) {
        i++;
      } else if (i + 2 < words.size() && words.get(i + 1).equals("@")) {
        found.add(words.get(i + 2));
        i += 2;
      } else if (!word.startsWith("-") && !word.isEmpty()) {
        found.add(word);
      }
    }
    return found;
  }

  /** How a requirement is pinned; empty when it names one version. */
  static Optional<Audit.Pin> pin(String requirement) {
    String plain = requirement.replaceFirst("\\s*;.*$", "").replaceFirst("^[^/@\\s]+\\s*@\\s*", "");
    if (requirement.startsWith("-r ")) {
      return Optional.of(Audit.Pin.FILE);
    }
    if (requirement.contains("$")) {
      return Optional.of(Audit.Pin.VARIABLE);
    }
    if (plain.matches("(git|hg|svn|bzr)\\+.*") || plain.endsWith(".git")) {
      return Optional.of(COMMIT.matcher(plain).find() ? Audit.Pin.GIT_COMMIT : Audit.Pin.GIT);
    }
    if (plain.matches("https?://.*")) {
      return Optional.of(Audit.Pin.ADDRESS);
    }
    Matcher name = NAME.matcher(plain);
    if (plain.matches("(\\.|/|~|file:).*") || plain.contains("/") || !name.matches()) {
      return Optional.of(Audit.Pin.FOLDER);
    }
    if (name.group(2) == null) {
      return Optional.of(Audit.Pin.UNPINNED);
    }
    return EXACT.matcher(name.group(2)).matches() ? Optional.empty() : Optional.of(Audit.Pin.RANGE);
  }

  private PackagesPart() {}
}
