package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import java.util.Locale;
import java.util.Set;

/** Files whose commands need nothing but a shell: scripts, documents. */
final class PlainReaders {

  private static final Set<String> SHELL_BLOCKS =
      Set.of("bash", "sh", "shell", "zsh", "console", "shell-session", "terminal", "cmd", "");

  static void shell(SourceText file, Context context) {
    Scope scope = new Scope();
    scope.script = file.file();
    new ShellRunner(context, Unit.of(file.file(), UnitKind.SHELL)).run(Fragment.of(file), scope);
  }

  /** Code blocks of Markdown and reStructuredText, each a little script. */
  static void document(SourceText file, Context context) {
    Unit unit = Unit.of(file.file(), UnitKind.DOCUMENT);
    String text = file.text();
    int at = 0;
    int open = -1;
    String fence = "";
    String language = "";
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      int stop = end < 0 ? text.length() : end;
      String line = text.substring(at, stop).strip();
      if (open < 0 && (line.startsWith("```") || line.startsWith("~~~"))) {
        fence = line.substring(0, 3);
        language = line.replaceFirst("^[`~]+\\s*", "").toLowerCase(Locale.ROOT);
        language = language.replaceFirst("[^a-z-].*", "");
        open = end < 0 ? text.length() : end + 1;
      } else if (open >= 0
          && line.startsWith(fence)
          && line.replace(fence.substring(0, 1), "").isBlank()) {
        if (SHELL_BLOCKS.contains(language)) {
          block(file, open, at, unit, context);
        }
        open = -1;
      }
      at = stop + 1;
    }
  }

  private static void block(SourceText file, int start, int end, Unit unit, Context context) {
    // Prompts are no part of the command.
    StringBuilder clean = new StringBuilder(file.text().substring(start, end));
    java.util.regex.Matcher prompt =
        java.util.regex.Pattern.compile("(?m)^[ \\t]*[$%>](?= )").matcher(clean.toString());
    while (prompt.find()) {
      for (int i = prompt.start(); i < prompt.end(); i++) {
        clean.setCharAt(i, ' ');
      }
    }
    int[] offsets = new int[clean.length() + 1];
    java.util.Arrays.setAll(offsets, i -> start + i);
    Scope scope = new Scope();
    scope.script = file.file();
    new ShellRunner(context, unit).run(Fragment.of(file, clean.toString(), offsets), scope);
  }

  private PlainReaders() {}
}
