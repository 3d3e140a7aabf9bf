package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Language;
import dev.m2d.literal.Python;
import dev.m2d.literal.Snippet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A module about the files of all importers.
 *
 * @param imports statements, in order
 * @param importers the pipelines
 * @param types kinds of files of all importers
 * @param resourceTitle docstring of the module of the database
 * @param origins where Meltano names the pipelines
 */
public record ImportersModule(
    List<Snippet> imports,
    List<Importer> importers,
    List<Type> types,
    Snippet resourceTitle,
    List<Span> origins) {
  private static final String KIT = "dagster_project.files";

  public ImportersModule {
    imports = List.copyOf(imports);
    importers = List.copyOf(importers);
    types = List.copyOf(types);
    origins = List.copyOf(origins);
  }

  /**
   * A pipeline.
   *
   * @param name its Python name
   * @param importer the importer as the module names it
   * @param jobs jobs with it, where some say by variables what it reads, as a Python tuple
   */
  public record Importer(Snippet name, Snippet importer, Optional<Snippet> jobs) {}

  /**
   * A kind of file.
   *
   * @param name beginning of its Python names, unique among those of all importers
   * @param importer the importer as the module names it
   * @param type the kind as the module names it
   * @param jobs as those of the importer
   */
  public record Type(Snippet name, Snippet importer, Snippet type, Optional<Snippet> jobs) {}

  /**
   * The module of a plan, when it has importers.
   *
   * @param members what it takes from the kit
   */
  public static Optional<ImportersModule> of(DagsterPlan plan, List<String> members) {
    List<ImporterPlan> plans = plan.importers();
    if (plans.isEmpty()) {
      return Optional.empty();
    }
    Imports imports = new Imports();
    members.forEach(member -> imports.add(KIT, member));
    List<Importer> importers = new ArrayList<>();
    List<Type> types = new ArrayList<>();
    for (ImporterPlan importer : plans) {
      String function = importer.pipeline().function().text();
      String module = importer.module().text();
      boolean alone = plans.size() == 1;
      Snippet name = code(alone ? "IMPORTER" : function + ".IMPORTER");
      Optional<Snippet> jobs = jobs(plan, importer, imports);
      importers.add(new Importer(importer.pipeline().function(), name, jobs));
      if (alone) {
        imports.add(module, "IMPORTER");
      } else {
        imports.add(module.replaceFirst("\\.constants$", ""), "constants as " + function);
      }
      for (FileTypePlan type : importer.types()) {
        String constant = type.constant().text();
        if (alone) {
          imports.add(module, constant);
          types.add(new Type(type.variable(), name, type.constant(), jobs));
        } else {
          types.add(
              new Type(
                  Python.name(function + "_" + type.variable().text()),
                  name,
                  code(function + "." + constant),
                  jobs));
        }
      }
    }
    List<Span> origins =
        plans.stream().flatMap(i -> i.pipeline().origins().stream()).distinct().toList();
    return Optional.of(
        new ImportersModule(imports.statements(), importers, types, resourceTitle(plans), origins));
  }

  /**
   * The jobs that run a pipeline, imported; none where its settings are the same in all of them.
   */
  private static Optional<Snippet> jobs(DagsterPlan plan, ImporterPlan importer, Imports imports) {
    if (!importer.pipeline().takesVariables()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (JobPlan job : plan.jobs()) {
      if (job.tasks().stream().anyMatch(task -> importer.loads().contains(task.target()))) {
        imports.add("dagster_project.defs.jobs." + job.module(), job.variable().text());
        names.add(job.variable().text());
      }
    }
    return Optional.of(code("(" + String.join(", ", names) + (names.size() == 1 ? ",)" : ")")));
  }

  private static Snippet resourceTitle(List<ImporterPlan> importers) {
    List<String> loaders = importers.stream().map(i -> i.pipeline().loader()).distinct().toList();
    String all = String.join(", ", loaders);
    return Python.docstring(
        loaders.size() == 1
            ? "The PostgreSQL that "
                + all
                + " writes to; its account is in the settings of the loader."
            : "The PostgreSQL of each loader, with the account in its settings: " + all + ".",
        List.of());
  }

  private static Snippet code(String text) {
    return new Snippet(Language.PYTHON, text);
  }
}
