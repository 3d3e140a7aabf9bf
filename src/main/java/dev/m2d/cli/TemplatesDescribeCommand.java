package dev.m2d.cli;

import dev.m2d.naming.DidYouMean;
import dev.m2d.render.Contract;
import dev.m2d.render.Contract.Component;
import dev.m2d.render.Contract.View;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `m2d templates describe`. */
@Command(
    name = "describe",
    description = {
      "Tells what a template sees: the names that it knows, of which kind each is, and its meaning.",
      "",
      "A text is written as a complete value of the language, quotes included; code is written as"
          + " it is; a truth decides; what is optional is asked for with `??` first.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  m2d templates describe                        all views, and the templates that see them",
      "  m2d templates describe workspace.yaml.ftl     what that template sees, and what is in it",
      "  m2d templates describe StreamPlan             one view",
      "",
      "Exit status: 0, or 2 when there is no such template or view."
    })
final class TemplatesDescribeCommand implements Callable<Integer> {

  @CommandLine.Mixin private HelpOption unusedHelp;
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "VIEW|PATH", description = "A view or a template.")
  private @Nullable String what;

  @Override
  public Integer call() {
    Contract contract = Contract.read();
    PrintWriter out = spec.commandLine().getOut();
    String wanted = what;
    if (wanted == null) {
      all(contract, out);
    } else if (contract.views().containsKey(wanted)) {
      view(Objects.requireNonNull(contract.views().get(wanted)), out);
    } else if (wanted.matches("[A-Za-z.]+") && !wanted.contains(".ftl") && !isTemplate(contract)) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no view `"
              + wanted
              + "`."
              + DidYouMean.hint(wanted, contract.views().keySet()));
    } else {
      template(contract, TemplatesProject.name(spec.commandLine(), wanted), out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private boolean isTemplate(Contract contract) {
    return contract.templates().containsKey(what + ".ftl");
  }

  private static void all(Contract contract, PrintWriter out) {
    for (View view : contract.views().values()) {
      out.println(view.name());
      Explanation.row("", view.about()).forEach(out::println);
      contract.templates().entrySet().stream()
          .filter(t -> t.getValue().view().equals(view.name()))
          .map(Map.Entry::getKey)
          .forEach(name -> out.println("          seen by " + name));
    }
  }

  /** The template's view, and the views that can be reached from it. */
  private static void template(Contract contract, String name, PrintWriter out) {
    Contract.Entry template = Objects.requireNonNull(contract.templates().get(name));
    out.println(name + " sees " + template.view() + ". It makes:");
    out.println("  " + template.makes());
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(template.view()));
    while (!next.isEmpty()) {
      View view = contract.views().get(next.poll());
      if (view != null && seen.add(view.name())) {
        out.println();
        view(view, out);
        view.components().values().forEach(c -> next.add(c.kind()));
      }
    }
  }

  private static void view(View view, PrintWriter out) {
    out.println(view.name() + ": " + view.about());
    int names = width(view.components().keySet());
    int kinds = width(view.components().values().stream().map(Component::type).toList());
    for (Component c : view.components().values()) {
      String label = "  " + pad(c.name(), names) + "  " + pad(c.type(), kinds) + "  ";
      out.println(label + c.about());
    }
  }

  private static int width(Iterable<String> words) {
    int most = 0;
    for (String word : words) {
      most = Math.max(most, word.length());
    }
    return most;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
