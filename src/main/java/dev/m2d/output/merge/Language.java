package dev.m2d.output.merge;

/** What is known of the lines of a file, so that neighbouring changes can be told apart. */
public enum Language {
  PYTHON,
  YAML,
  TOML,
  /** A list whose every line is an entry. */
  LIST,
  /** Text of which nothing is known. */
  TEXT;

  /** By the name of the file. */
  public static Language of(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.endsWith(".py")) {
      return PYTHON;
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return YAML;
    }
    if (name.endsWith(".toml")) {
      return TOML;
    }
    boolean isList =
        name.matches("requirements.*\\.txt|\\.gitignore|\\.dockerignore|\\.env\\.example");
    return isList ? LIST : TEXT;
  }
}
