package dev.m2d.proposal;

import dev.m2d.config.LoadOptions;
import dev.m2d.config.TaskEntry;
import dev.m2d.literal.Shell;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.naming.DidYouMean;
import dev.m2d.scan.Call;
import dev.m2d.scan.Options;
import dev.m2d.scan.Step;
import dev.m2d.scan.Verb;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes a task of m2d.yaml of a call or of a program. */
final class Tasks {

  /** Options that a task carries, or that have no effect on what is loaded. */
  private static final Set<String> CARRIED =
      Set.of(
          "--environment",
          "--no-environment",
          "--cwd",
          "--full-refresh",
          "--refresh-catalog",
          "--state-id",
          "--job-id",
          "--state-id-suffix",
          "--transform",
          "--log-level",
          "--log-format",
          "--log-config",
          "--install",
          "--no-install",
          "--force",
          "--run-id",
          "--verbose",
          "-v",
          "--plugin-type");

  private final ResolvedProject project;
  private final HiddenWords hidden = new HiddenWords();

  Tasks(ResolvedProject project) {
    this.project = project;
  }

  /**
   * What a call or a program becomes.
   *
   * @param doubts why it should not be taken without a look
   * @param env what its runs get from the schedule that it names
   */
  record Made(TaskEntry task, List<String> doubts, Map<String, Located<String>> env) {
    Made(TaskEntry task, List<String> doubts) {
      this(task, doubts, Map.of());
    }
  }

  /** Whether a call does something that a job can do. */
  boolean isJob(Call call) {
    return call.verb().runs() && !call.options().movesNothing() && !isService(call);
  }

  /** Starting a scheduler or a web server is nothing that a job does. */
  private boolean isService(Call call) {
    if (call.verb() != Verb.INVOKE || call.blocks().isEmpty()) {
      return false;
    }
    return plugin(call.blocks().get(0))
        .map(
            p ->
                p.type() == PluginType.ORCHESTRATORS
                    || p.type() == PluginType.EXTRACTORS
                    || p.type() == PluginType.LOADERS)
        .orElse(false);
  }

  /**
   * What a call becomes.
   *
   * @param roots folders outside the project that are taken for it
   */
  Made of(Call call, Set<String> roots) {
    List<String> doubts = new ArrayList<>();
    Options options = call.options();
    Set<String> lost = new TreeSet<>(options.flags());
    lost.addAll(options.values().keySet());
    lost.removeAll(CARRIED);
    if (!lost.isEmpty()) {
      doubts.add("A job has no word for " + quoted(lost) + ".");
    }
    if (!call.inputs().isEmpty()) {
      doubts.add("Its words depend on " + quoted(call.inputs()) + " from outside.");
    }
    options
        .cwd()
        .filter(cwd -> !cwd.isEmpty() && !cwd.equals(".") && !roots.contains(cwd))
        .ifPresent(cwd -> doubts.add("It works in the folder `" + cwd + "`."));
    if (call.verb() == Verb.SCHEDULE) {
      return scheduled(call, doubts);
    }
    TaskEntry task = task(call, doubts);
    return new Made(task, doubts);
  }

  private TaskEntry task(Call call, List<String> doubts) {
    Options options = call.options();
    LoadOptions load =
        new LoadOptions(
            options.fullRefresh(),
            options.refreshCatalog(),
            options.stateId(),
            options.stateIdSuffix());
    switch (call.verb()) {
      case EL, ELT -> {
        call.blocks().forEach(word -> check(word, doubts));
        if (load.stateId().isEmpty()) {
          // Meltano makes a new state id for each run, so every run loads everything.
          Optional<String> own = Optional.of(String.join("-to-", call.blocks()) + "-el");
          load = new LoadOptions(true, load.refreshCatalog(), own, Optional.empty());
        }
        return new TaskEntry.Elt(
            text(call, String.join(" ", call.blocks())),
            options.transform().orElse("skip"),
            load,
            call.at());
      }
      case INVOKE -> {
        String first = call.blocks().isEmpty() ? "" : call.blocks().get(0);
        check(first, doubts);
        if (call.blocks().size() == 1) {
          return run(call, first, LoadOptions.NONE);
        }
        String words =
            hidden.hide(
                call.blocks().stream().map(Shell::word).collect(Collectors.joining(" ")),
                call.at().file(),
                doubts);
        return new TaskEntry.Invoke(text(call, words), call.at());
      }
      default -> {
        call.blocks().forEach(word -> check(word, doubts));
        return run(call, String.join(" ", call.blocks()), load);
      }
    }
  }

  /** What the schedule starts that `meltano schedule run` names, with its variables. */
  private Made scheduled(Call call, List<String> doubts) {
    String name = call.blocks().isEmpty() ? "" : call.blocks().get(0);
    Optional<ResolvedSchedule> found =
        project.schedules().stream().filter(s -> s.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      List<String> known = project.schedules().stream().map(ResolvedSchedule::name).toList();
      doubts.add("The project has no schedule `" + name + "`." + DidYouMean.hint(name, known));
      return new Made(run(call, name, LoadOptions.NONE), doubts);
    }
    Map<String, Located<String>> env = new LinkedHashMap<>();
    texts(found.get().env()).forEach((key, text) -> env.put(key, new Located<>(text, call.at())));
    if (found.get().kind() instanceof ResolvedSchedule.Elt elt) {
      String words = elt.extractor().value() + " " + elt.loader().value();
      LoadOptions own =
          new LoadOptions(
              call.options().fullRefresh(),
              call.options().refreshCatalog(),
              Optional.of(name),
              Optional.empty());
      String transform = elt.transform().value();
      return new Made(new TaskEntry.Elt(text(call, words), transform, own, call.at()), doubts, env);
    }
    String job = ((ResolvedSchedule.OfJob) found.get().kind()).job().value();
    return new Made(run(call, job, LoadOptions.NONE), doubts, env);
  }

  /** The `env` of a schedule, which Meltano takes literally, as that of a job of m2d.yaml. */
  static Map<String, String> texts(Map<String, Located<Value>> env) {
    Map<String, String> texts = new LinkedHashMap<>();
    env.forEach((k, v) -> texts.put(k, ShellText.literal(PythonText.str(v.value()))));
    return texts;
  }

  private static TaskEntry run(Call call, String text, LoadOptions load) {
    return new TaskEntry.Run(
        new YamlScalar(new Value.Text(text), text, call.at()), load, call.at());
  }

  private static Located<String> text(Call call, String text) {
    return new Located<>(text, call.at());
  }

  /** What a program becomes, as {@link #of(Call, Set)} for a call. */
  Made of(Step step, Set<String> roots) {
    List<String> doubts = new ArrayList<>();
    if (!step.plain()) {
      doubts.add("`" + step.text() + "` is more than a program with known words.");
    }
    String command =
        hidden.hide(
            step.argv().stream().map(Tasks::word).collect(Collectors.joining(" ")),
            step.at().file(),
            doubts);
    Optional<String> cwd =
        step.cwd().map(c -> below(c, roots)).filter(c -> !c.isEmpty() && !c.equals("."));
    return new Made(
        new TaskEntry.Program(new Located<>(command, step.at()), cwd, step.at()), doubts);
  }

  private static String below(String folder, Set<String> roots) {
    return roots.stream()
        .filter(root -> (folder + "/").startsWith(root + "/"))
        .findFirst()
        .map(root -> folder.equals(root) ? "" : folder.substring(root.length() + 1))
        .orElse(folder);
  }

  private static String word(String word) {
    return Shell.word(ShellText.literal(word));
  }

  private void check(String word, List<String> doubts) {
    if (plugin(word).isEmpty() && project.job(word).isEmpty() && !isMapping(word)) {
      doubts.add("The project has no `" + word.split(":", 2)[0] + "`.");
    }
  }

  private Optional<ResolvedPlugin> plugin(String word) {
    String name = word.split(":", 2)[0];
    return project.plugins().stream().filter(p -> p.name().equals(name)).findFirst();
  }

  private boolean isMapping(String word) {
    return project.plugins().stream().anyMatch(p -> p.mappings().containsKey(word));
  }

  private static String quoted(Set<String> words) {
    return words.stream().map(w -> "`" + w + "`").collect(Collectors.joining(", "));
  }
}
