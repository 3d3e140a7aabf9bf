package dev.m2d.scan;

import dev.m2d.scan.shell.Command;
import dev.m2d.scan.shell.Word;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import java.util.List;
import java.util.Optional;

/** Crontabs that a script writes: `echo ... | crontab -`, `cat > /etc/cron.d/name <<EOF`. */
final class CrontabTexts {

  /** A pipeline that ends in `crontab`. */
  static void piped(Command.Pipeline pipeline, Scope scope, ShellRunner runner) {
    Command last = pipeline.parts().get(pipeline.parts().size() - 1);
    boolean installs =
        last instanceof Command.Simple s
            && s.words().stream().anyMatch(w -> w.text().equals("crontab"));
    if (!installs) {
      return;
    }
    for (Command part : pipeline.parts().subList(0, pipeline.parts().size() - 1)) {
      written(part, scope, runner);
    }
  }

  private static void written(Command part, Scope scope, ShellRunner runner) {
    if (part instanceof Command.Block block) {
      block.commands().forEach(c -> written(c, scope, runner));
    } else if (part instanceof Command.Chain chain) {
      chain.links().forEach(l -> written(l.command(), scope, runner));
    } else if (part instanceof Command.Simple simple && !simple.words().isEmpty()) {
      List<Field> fields = runner.expander.fields(simple.words(), scope);
      texts(simple, fields, scope, runner);
    }
  }

  /** A command whose output goes to a file of cron. */
  static void redirected(
      Command.Simple simple, List<Field> fields, Scope scope, ShellRunner runner) {
    boolean toCron =
        simple.redirects().stream()
            .filter(r -> r.operator().startsWith(">"))
            .anyMatch(
                r ->
                    r.target()
                        .map(Word::text)
                        .filter(t -> t.contains("cron") && !t.matches(".*\\.log\\W?"))
                        .isPresent());
    if (toCron) {
      texts(simple, fields, scope, runner);
    }
  }

  private static void texts(
      Command.Simple simple, List<Field> fields, Scope scope, ShellRunner runner) {
    for (Command.Redirect redirect : simple.redirects()) {
      redirect.document().forEach(d -> lines(d, scope, runner));
    }
    boolean says = fields.get(0).known().matches("echo|printf");
    for (Field field : says ? fields.subList(1, fields.size()) : List.<Field>of()) {
      if (CrontabReader.isEntry(field.shown().replaceAll("^[\"']|[\"']$", "").replace("\\n", ""))) {
        Optional<Fragment> text = Texts.join(List.of(field), scope, runner);
        text.ifPresent(t -> lines(t, scope, runner));
      }
    }
  }

  private static void lines(Fragment text, Scope scope, ShellRunner runner) {
    SourceText file = text.source();
    Scope own = new Scope();
    own.folder = scope.folder;
    CrontabReader.read(text, file, runner.context, own);
  }

  private CrontabTexts() {}
}
