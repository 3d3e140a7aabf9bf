package dev.m2d.proposal;

import dev.m2d.config.LoadOptions;
import dev.m2d.config.TaskEntry;
import dev.m2d.config.ToolConfig;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.literal.Yaml;
import dev.m2d.meltano.resolve.SecretNames;
import dev.m2d.meltano.resolve.SecretPlaces;
import dev.m2d.meltano.resolve.Secrets;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes proposals as entries of m2d.yaml, for a person to accept, rename or drop. */
public final class ProposalYaml {

  private static final String HEAD =
      """
      # Jobs that scripts run with Meltano, as `m2d audit --propose` found them. `m2d generate` makes exactly these:
      # rename a job, change what is wrong, and say `drop: true` where none is wanted.
      # `scan: false` keeps `m2d generate` from taking others by itself; `m2d audit` still tells of them.
      scan: false

      """;

  private final SecretNames secrets;

  /** Leaves the values of such variables out. */
  public ProposalYaml(SecretNames secrets) {
    this.secrets = secrets;
  }

  /** A whole file. */
  public String file(List<Proposal> proposals) {
    return HEAD + "jobs:\n" + entries(proposals, "");
  }

  /**
   * A file of the user's with the proposals added at its end, all else as it is.
   *
   * @return empty where that cannot be done by adding lines, or would change what the file says
   */
  public Optional<String> appended(String text, List<Proposal> proposals) {
    String whole = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    Optional<YamlMap> read = read(text);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    List<String> keys = List.copyOf(read.get().entries().keySet());
    Optional<YamlNode> jobs = read.get().present("jobs");
    String added;
    if (jobs.isEmpty() && !keys.contains("jobs")) {
      added = whole + "\njobs:\n" + entries(proposals, "");
    } else if (jobs.isPresent() && keys.indexOf("jobs") == keys.size() - 1) {
      added = whole + entries(proposals, indentation(text));
    } else {
      return Optional.empty();
    }
    int before = jobs.map(ProposalYaml::size).orElse(0);
    return read(added)
        .flatMap(map -> map.present("jobs"))
        .filter(all -> size(all) == before + proposals.size())
        .map(all -> added);
  }

  private static Optional<YamlMap> read(String text) {
    Diagnostics sink = new Diagnostics();
    Optional<YamlNode> node = YamlReader.read(new SourceFile("m2d.yaml", text), sink);
    return sink.hasErrors()
        ? Optional.empty()
        : node.filter(YamlMap.class::isInstance).map(YamlMap.class::cast);
  }

  private static int size(YamlNode node) {
    return node instanceof YamlList list ? list.items().size() : -1;
  }

  /** Of the dashes of the last list that begins a line. */
  private static String indentation(String text) {
    String[] after = text.split("(?m)^jobs:", 2);
    return after.length < 2
        ? ""
        : after[1]
            .lines()
            .filter(line -> line.stripLeading().startsWith("- "))
            .findFirst()
            .map(line -> line.substring(0, line.indexOf('-')))
            .orElse("");
  }

  private String entries(List<Proposal> proposals, String indent) {
    StringBuilder out = new StringBuilder();
    for (Proposal proposal : proposals) {
      for (String line : lines(proposal)) {
        out.append(indent).append(line).append('\n');
      }
    }
    return out.toString();
  }

  private List<String> lines(Proposal proposal) {
    List<String> lines = new ArrayList<>();
    ToolConfig.JobEntry job = proposal.job();
    proposal.notes().forEach(note -> lines.add(comment(note)));
    if (!proposal.plain()) {
      lines.add(comment("Not taken as long as it says `drop: true`:"));
      proposal.doubts().forEach(doubt -> lines.add(comment(doubt)));
    }
    lines.add("- name: " + scalar(proposal.name()));
    lines.add("  from: " + scalar(proposal.from()));
    if (!proposal.plain()) {
      lines.add("  drop: true");
    }
    job.schedule().ifPresent(s -> lines.add("  schedule: " + scalar(s.value())));
    job.timezone().ifPresent(z -> lines.add("  timezone: " + scalar(z.value())));
    env(job.env(), lines);
    if (!job.tasks().isEmpty()) {
      lines.add("  tasks:");
      job.tasks().forEach(task -> task(task, lines));
    }
    return lines;
  }

  private void env(Map<String, Located<String>> env, List<String> lines) {
    if (env.isEmpty()) {
      return;
    }
    List<String> secret = new ArrayList<>();
    List<String> plain = new ArrayList<>();
    env.forEach(
        (name, value) -> {
          Value text = new Value.Text(value.value());
          boolean isSecret =
              (secrets.contains(name) && Secrets.isLiteral(text)) || Secrets.holdsSecret(text);
          if (isSecret) {
            secret.add(name);
          } else {
            plain.add("    " + name + ": " + scalar(value.value()));
          }
        });
    secret.forEach(
        name ->
            lines.add("  " + comment("`" + name + "` is a secret: set it where Dagster runs.")));
    if (!plain.isEmpty()) {
      lines.add("  env:");
      lines.addAll(plain);
    }
  }

  private static void task(TaskEntry task, List<String> lines) {
    if (task instanceof TaskEntry.Run run) {
      String text = PythonText.str(run.words().value());
      boolean isPlain = run.options().equals(LoadOptions.NONE);
      lines.add("  - " + (isPlain ? "" : "run: ") + scalar(text));
      options(run.options(), lines);
    } else if (task instanceof TaskEntry.Elt elt) {
      lines.add("  - elt: " + scalar(elt.words().value()));
      lines.add("    transform: " + scalar(elt.transform()));
      options(elt.options(), lines);
    } else if (task instanceof TaskEntry.Invoke invoke) {
      lines.add("  - invoke: " + scalar(invoke.words().value()));
    } else if (task instanceof TaskEntry.Program program) {
      lines.add("  - command: " + scalar(program.command().value()));
      program.cwd().ifPresent(cwd -> lines.add("    cwd: " + scalar(cwd)));
    }
  }

  private static void options(LoadOptions options, List<String> lines) {
    if (options.fullRefresh()) {
      lines.add("    full_refresh: true");
    }
    if (options.refreshCatalog()) {
      lines.add("    refresh_catalog: true");
    }
    options.stateId().ifPresent(id -> lines.add("    state_id: " + scalar(id)));
    options.stateIdSuffix().ifPresent(s -> lines.add("    state_id_suffix: " + scalar(s)));
  }

  /** Words with single blanks need no quotes. */
  private static String scalar(String text) {
    boolean isPlain =
        text.matches(
            "[A-Za-z][A-Za-z0-9_./-]*(:[A-Za-z0-9_]+)?( [A-Za-z0-9_./+-]+(:[A-Za-z0-9_]+)?)*");
    return isPlain && (text.contains(" ") || text.contains(":")) ? text : Yaml.scalar(text);
  }

  private static String comment(String text) {
    return Yaml.comment(SecretPlaces.none().hide(text)).text();
  }
}
