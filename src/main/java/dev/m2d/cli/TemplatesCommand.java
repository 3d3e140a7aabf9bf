package dev.m2d.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** `m2d templates`. */
@Command(
    name = "templates",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TemplatesListCommand.class,
      TemplatesExportCommand.class,
      TemplatesDescribeCommand.class,
      TemplatesLintCommand.class
    },
    description = {
      "Templates of your own in place of those that come with m2d.",
      "",
      "A file in m2d/templates/ beside meltano.yml takes the place of the built-in template of the"
          + " same path. It can include what it takes the place of and add to it, or be a changed"
          + " copy. It writes values as the built-in does, with the same quotes and escapes; what a"
          + " template may not do is refused before anything is written.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d templates list",
      "  m2d templates describe dagster_project/defs/assets/__pipeline__.py.ftl",
      "  m2d templates export dagster_project/defs/assets/__pipeline__.py.ftl",
      "  m2d templates lint",
      "",
      "A tag on every asset, in m2d/templates/dagster_project/defs/assets/__pipeline__.py.ftl:",
      "",
      "  <#include \"/@builtin/dagster_project/defs/assets/__pipeline__.py.ftl\">",
      "",
      "",
      "  ${function} = ${function}.map_asset_specs(",
      "      lambda spec: spec.merge_attributes(tags={\"team\": \"finance\"})",
      "  )",
      "",
      "docs/template-reference.md says what templates see and can use."
    })
final class TemplatesCommand implements Runnable {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing a command");
  }
}
