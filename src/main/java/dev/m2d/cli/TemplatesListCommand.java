package dev.m2d.cli;

import dev.m2d.render.BuiltInTemplates;
import dev.m2d.render.Contract;
import dev.m2d.render.Overrides;
import dev.m2d.render.TemplateOverride;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** `m2d templates list`. */
@Command(
    name = "list",
    description =
        "Lists all templates: the path, whether the project has its own, what it makes.%n",
    footerHeading = "%nOverridden:%n",
    footer = {
      "  -        the built-in is used",
      "  yes      the project's own is used",
      "  older    the same, but the built-in that it was exported from has changed since",
      "  broken   `m2d generate` would refuse it; `m2d templates lint` says why",
      "",
      "Exit status: 0, or 1 when the project is missing."
    })
final class TemplatesListCommand implements Callable<Integer> {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @CommandLine.Mixin private TemplatesProject project;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Overrides overrides = Overrides.none();
    if (project.isThere()) {
      Optional<Path> root = project.root(err);
      if (root.isEmpty()) {
        return ExitCode.UNREADABLE;
      }
      TemplatesProject.Own own = TemplatesProject.read(root.get());
      overrides = own.overrides();
      long more = own.findings().size();
      if (more > 0) {
        err.println(
            "m2d: there "
                + (more == 1 ? "is 1 finding" : "are " + more + " findings")
                + " about the project's templates; `m2d templates lint` shows "
                + (more == 1 ? "it." : "them."));
      }
    }
    Contract contract = Contract.read();
    List<String> names = BuiltInTemplates.names();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    out.println(row(width, "Template", "Overridden", "Makes"));
    for (String name : names) {
      String makes = Objects.requireNonNull(contract.templates().get(name)).makes();
      String own = overrides.of(name).map(TemplatesListCommand::state).orElse("-");
      out.println(row(width, name, own, makes));
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String row(int width, String name, String own, String makes) {
    return String.format(Locale.ROOT, "%-" + width + "s  %-10s  %s", name, own, makes);
  }

  private static String state(TemplateOverride override) {
    return !override.isUsable() ? "broken" : override.isOlder() ? "older" : "yes";
  }
}
