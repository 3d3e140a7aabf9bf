package dev.m2d.plan;

import dev.m2d.literal.Snippet;
import dev.m2d.literal.Toml;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The packages that the generated project needs.
 *
 * @param runtime requirements, sorted; for a template that adds some
 * @param development requirements for working on it, sorted; for a template that adds some
 * @param runtimeArray the runtime requirements as TOML
 * @param developmentArray the development requirements as TOML
 * @param lines all that a running instance needs, one a line
 * @param dbt whether dbt is among them
 * @param files whether what reads files without taps is among them
 */
public record Requirements(
    List<String> runtime,
    List<String> development,
    Snippet runtimeArray,
    Snippet developmentArray,
    List<Snippet> lines,
    boolean dbt,
    boolean files) {
  private static final String DBT_CORE = "~=1.11.0";
  private static final Map<String, String> STATE_PACKAGES =
      Map.of("s3", "s3fs==2026.9.0", "gs", "gcsfs==2026.9.0", "azure", "adlfs==2026.8.0");

  public Requirements {
    runtime = List.copyOf(runtime);
    development = List.copyOf(development);
    lines = List.copyOf(lines);
  }

  /**
   * What a project and its dbt plugins need.
   *
   * @param files whether pipelines are native
   */
  static Requirements of(ResolvedProject project, List<DbtPlan> dbt, boolean files) {
    Map<String, String> packages = new LinkedHashMap<>();
    put(packages, "dagster==1.13.27");
    put(packages, "dagster-postgres==0.29.27");
    put(packages, "python-dotenv==1.2.4");
    put(packages, "PyYAML==6.0.3");
    put(packages, "universal-pathlib==0.3.10");
    put(packages, "uv==0.13.9");
    for (DbtPlan plan : dbt) {
      put(packages, "dagster-dbt==0.29.27");
      PluginId id = new PluginId(PluginType.ofKey(plan.type()).orElseThrow(), plan.plugin());
      project.plugin(id).ifPresent(plugin -> dbtPackages(plugin, packages));
      packages.putIfAbsent("dbt-core", "dbt-core" + DBT_CORE);
    }
    if (files) {
      put(packages, "dagster-pandas==0.29.27");
      put(packages, "pandas==2.3.3");
      put(packages, "psycopg[binary,pool]==3.3.9");
    }
    statePackage(project).ifPresent(p -> put(packages, p));
    List<String> runtime = sorted(packages.values());
    List<String> development =
        List.of(
            "dagster-dg-cli==1.13.27",
            "dagster-webserver==1.13.27",
            "pytest==9.2.0",
            "ruff==0.17.5",
            "ty==0.0.104");
    List<String> services = new ArrayList<>(runtime);
    services.addAll(development.subList(0, 2));
    return new Requirements(
        runtime,
        development,
        Toml.array(runtime),
        Toml.array(development),
        sorted(services).stream().map(l -> new Snippet(dev.m2d.literal.Language.SHELL, l)).toList(),
        !dbt.isEmpty(),
        files);
  }

  private static List<String> sorted(java.util.Collection<String> requirements) {
    return requirements.stream().sorted(java.util.Comparator.comparing(r -> name(r))).toList();
  }

  private static String name(String requirement) {
    return requirement.split("[^A-Za-z0-9_-]", 2)[0].toLowerCase(Locale.ROOT);
  }

  private static void put(Map<String, String> packages, String requirement) {
    packages.put(name(requirement), requirement);
  }

  /**
   * dbt itself and its adapters, by the project's own pins where dagster-dbt can live with them.
   */
  private static void dbtPackages(ResolvedPlugin plugin, Map<String, String> packages) {
    if (DbtPins.areForeign(plugin)) {
      return;
    }
    DbtPins.of(plugin).forEach(pin -> put(packages, pin));
    String core = packages.get("dbt-core");
    if (core == null || core.equals("dbt-core")) {
      packages.put("dbt-core", "dbt-core" + DBT_CORE);
    }
    if (plugin.name().startsWith("dbt-") && !packages.containsKey(plugin.name())) {
      put(packages, plugin.name());
    }
  }

  /** The package that reaches a bucket, when the project keeps its state in one. */
  private static Optional<String> statePackage(ResolvedProject project) {
    return project.settings().stream()
        .filter(s -> s.name().equals("state_backend.uri"))
        .flatMap(s -> values(s).stream())
        .map(uri -> STATE_PACKAGES.get(uri.split(":", 2)[0]))
        .filter(p -> p != null)
        .findFirst();
  }

  private static List<String> values(Setting setting) {
    List<String> values = new ArrayList<>();
    for (Source source : setting.sources()) {
      if (source instanceof Source.Own own && own.value().value() instanceof Value.Text text) {
        values.add(text.value());
      } else if (source instanceof Source.Environments environments) {
        for (var value : environments.values().values()) {
          if (value.value() instanceof Value.Text text) {
            values.add(text.value());
          }
        }
      }
    }
    return values;
  }
}
