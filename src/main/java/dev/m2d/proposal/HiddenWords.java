package dev.m2d.proposal;

import dev.m2d.config.TaskEntry;
import dev.m2d.config.ToolConfig;
import dev.m2d.config.ToolConfigReader;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.meltano.resolve.Secrets;
import dev.m2d.yaml.Located;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps secrets among the words of commands out of files that are committed. */
final class HiddenWords {

  private static final Pattern FLAG = Pattern.compile("-([A-Za-z0-9][\\w-]*)[ =]['\"]?$");

  /** Each secret by the variable that takes its place. */
  private final Map<String, String> known = new HashMap<>();

  /**
   * The command with references in place of the secrets in it.
   *
   * @param file where it stands
   * @param doubts gets a sentence for each variable that a person has to set
   */
  String hide(String command, String file, List<String> doubts) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (Secrets.Part part : Secrets.parts(command)) {
      String before = command.substring(from, part.start());
      String variable = variable(command.substring(part.start(), part.end()), file, before);
      out.append(before).append("${").append(variable).append('}');
      from = part.end();
      doubts.add("Its words hold a secret: set `" + variable + "` where Dagster runs.");
    }
    return out.append(command.substring(from)).toString();
  }

  /** A job of m2d.yaml, whose words a person wrote, with references in place of the secrets. */
  ToolConfig.JobEntry hide(ToolConfig.JobEntry job, Diagnostics sink) {
    String name = job.name().map(Located::value).orElse(ToolConfigReader.FILE);
    List<TaskEntry> tasks = new ArrayList<>();
    for (TaskEntry task : job.tasks()) {
      if (task instanceof TaskEntry.Program p) {
        tasks.add(new TaskEntry.Program(hide(p.command(), name, sink), p.cwd(), p.span()));
      } else if (task instanceof TaskEntry.Invoke i) {
        tasks.add(new TaskEntry.Invoke(hide(i.words(), name, sink), i.span()));
      } else {
        tasks.add(task);
      }
    }
    return job.with(tasks);
  }

  private Located<String> hide(Located<String> words, String name, Diagnostics sink) {
    List<String> doubts = new ArrayList<>();
    String shown = hide(words.value(), name, doubts);
    doubts.forEach(doubt -> sink.add(Code.M2D504, words.span(), doubt));
    return new Located<>(shown, words.span());
  }

  private String variable(String secret, String file, String before) {
    Matcher flag = FLAG.matcher(before);
    String name = file.substring(file.lastIndexOf('/') + 1);
    String wanted = "M2D_" + word(name) + "_" + (flag.find() ? word(flag.group(1)) : "SECRET");
    String variable = wanted;
    for (int n = 2; !known.computeIfAbsent(variable, v -> secret).equals(secret); n++) {
      variable = wanted + "_" + n;
    }
    return variable;
  }

  private static String word(String text) {
    return text.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "").toUpperCase(Locale.ROOT);
  }
}
