package dev.m2d.plan;

import dev.m2d.literal.Language;
import dev.m2d.literal.Markdown;
import dev.m2d.literal.Snippet;

/**
 * What the README says of files, with the names of one importer.
 *
 * @param startSensor the command that starts a sensor of it, as code is
 * @param launchDay the command that loads a day of its archive again, as code is
 * @param retention the job that removes its old files, as a code span
 */
public record ReadmeFiles(Snippet startSensor, Snippet launchDay, Snippet retention) {
  static ReadmeFiles of(ImporterPlan importer) {
    String name = importer.stem();
    String type = importer.types().get(0).variable().text();
    return new ReadmeFiles(
        markdown("uv run dagster sensor start " + name + "_" + type + ImporterNames.FILES),
        markdown("uv run dg launch --job " + name + "_archived_day --partition YYYY-MM-DD"),
        Markdown.code(name + "_retention"));
  }

  private static Snippet markdown(String text) {
    return new Snippet(Language.MARKDOWN, text);
  }
}
