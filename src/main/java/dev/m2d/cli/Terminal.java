package dev.m2d.cli;

import dev.m2d.diagnostic.Renderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;

/** What the streams lead to: colours are for terminals, and not for those who refuse them. */
final class Terminal {

  private static final int OUT = 1;
  private static final int ERR = 2;

  /** Asked once: thousands of findings are painted. */
  private static final boolean PAINTS = isColoured(ERR);

  /** Colours for the help, which goes to standard output. */
  static Ansi ansi() {
    return isColoured(OUT) ? Ansi.ON : Ansi.OFF;
  }

  /** Colours a piece of a diagnostic for standard error. */
  static String paint(Renderer.Style style, String text) {
    if (!PAINTS) {
      return text;
    }
    String code =
        switch (style) {
          case ERROR, CARET -> "1;31";
          case WARNING -> "1;33";
          case NOTE -> "1;36";
          case PLACE -> "34";
        };
    return "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  /** Whether a line on standard error may be written over. */
  static boolean showsProgress() {
    return isTerminal(ERR) && !"dumb".equals(System.getenv("TERM"));
  }

  private static boolean isColoured(int descriptor) {
    String no = System.getenv("NO_COLOR");
    boolean refused = (no != null && !no.isEmpty()) || "dumb".equals(System.getenv("TERM"));
    return !refused && isTerminal(descriptor);
  }

  /** Elsewhere than on Linux only all of the streams together can be asked. */
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      if (Files.isSymbolicLink(link)) {
        String target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      }
    } catch (IOException e) {
      return false;
    }
    return Ansi.AUTO.enabled();
  }

  private Terminal() {}
}
