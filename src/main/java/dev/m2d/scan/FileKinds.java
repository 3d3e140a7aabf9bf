package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;

/** What a file is, by its name and its first line. */
final class FileKinds {

  static boolean isShell(SourceText file) {
    String name = name(file);
    if (name.matches(".*\\.(sh|bash|zsh|ksh)")) {
      return true;
    }
    return file.text().startsWith("#!")
        && firstLine(file).matches("#!.*\\b(bash|sh|zsh|dash|ash|ksh)\\b.*");
  }

  static String name(SourceText file) {
    return file.file().substring(file.file().lastIndexOf('/') + 1);
  }

  private static String firstLine(SourceText file) {
    int end = file.text().indexOf('\n');
    return file.text().substring(0, end < 0 ? file.text().length() : end).strip();
  }

  private FileKinds() {}
}
