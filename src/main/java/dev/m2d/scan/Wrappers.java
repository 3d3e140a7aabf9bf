package dev.m2d.scan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Programs that start the program named in their arguments. How many of their own words they take:
 * options with a value, and words before the program.
 */
final class Wrappers {

  /**
   * @param valued options followed by a value
   * @param words own words before the program
   * @param subcommand word that must come first (`run` of `poetry run`); empty for none
   */
  private record Shape(Set<String> valued, int words, String subcommand) {}

  private static Shape plain(int words, String... valued) {
    return new Shape(Set.of(valued), words, "");
  }

  private static Shape sub(String subcommand, int words, String... valued) {
    return new Shape(Set.of(valued), words, subcommand);
  }

  private static final String[] UV = {
    "--with",
    "--python",
    "-p",
    "--project",
    "--directory",
    "--env-file",
    "--extra",
    "--group",
    "--package",
    "--with-requirements",
    "--index-url",
    "--only-group",
    "--no-group"
  };

  private static final Map<String, Shape> SHAPES =
      Map.ofEntries(
          Map.entry("exec", plain(0, "-a")),
          Map.entry("command", plain(0)),
          Map.entry("builtin", plain(0)),
          Map.entry("nohup", plain(0)),
          Map.entry("setsid", plain(0)),
          Map.entry("time", plain(0, "-f", "-o")),
          Map.entry("nice", plain(0, "-n", "--adjustment")),
          Map.entry("ionice", plain(0, "-c", "-n", "-p")),
          Map.entry("stdbuf", plain(0, "-i", "-o", "-e")),
          Map.entry("unbuffer", plain(0)),
          Map.entry("chronic", plain(0)),
          Map.entry("caffeinate", plain(0, "-t", "-w")),
          Map.entry("timeout", plain(1, "-k", "-s", "--kill-after", "--signal")),
          Map.entry("sudo", plain(0, "-u", "-g", "-h", "-p", "-C", "-U", "--user", "--group")),
          Map.entry("doas", plain(0, "-u", "-C")),
          Map.entry("gosu", plain(1)),
          Map.entry("su-exec", plain(1)),
          Map.entry("tini", plain(0, "-p", "-e")),
          Map.entry("dumb-init", plain(0, "-r", "--rewrite")),
          Map.entry("flock", plain(1, "-w", "-E", "--timeout", "--wait")),
          Map.entry("cronic", plain(0)),
          Map.entry("chroot", plain(1)),
          Map.entry("watch", plain(0, "-n", "--interval")),
          Map.entry("uvx", plain(0, "--from", "--with", "-p", "--python", "--index-url")),
          Map.entry("uv", sub("run", 0, UV)),
          Map.entry("poetry", sub("run", 0, "-C", "--directory", "-P", "--project")),
          Map.entry("pipenv", sub("run", 0)),
          Map.entry("pdm", sub("run", 0, "-p", "--project")),
          Map.entry("rye", sub("run", 0)),
          Map.entry("hatch", sub("run", 0, "-e", "--env")),
          Map.entry("pixi", sub("run", 0, "-e", "--environment", "--manifest-path")),
          Map.entry("pipx", sub("run", 0, "--spec", "--python", "--pip-args")),
          Map.entry("conda", sub("run", 0, "-n", "--name", "-p", "--prefix", "--cwd")),
          Map.entry("mamba", sub("run", 0, "-n", "--name", "-p", "--prefix", "--cwd")),
          Map.entry("micromamba", sub("run", 0, "-n", "--name", "-p", "--prefix", "--cwd")),
          Map.entry("direnv", sub("exec", 1)),
          Map.entry("dotenv", sub("run", 0, "-f", "--file")),
          Map.entry("op", sub("run", 0, "--env-file", "--account")),
          Map.entry("doppler", sub("run", 0, "-p", "--project", "-c", "--config", "-t", "--token")),
          Map.entry("infisical", sub("run", 0, "--env", "--projectId", "--path", "--token")),
          Map.entry("chamber", sub("exec", 1)),
          Map.entry("aws-vault", sub("exec", 1, "-d", "--duration")),
          Map.entry("nix-shell", plain(0)),
          Map.entry("mise", sub("exec", 0, "-C", "--cd")));

  /**
   * Where the wrapped program begins in the words; 0 when the first word is no wrapper.
   *
   * @param words the words, the program first
   */
  static int skip(List<String> words) {
    if (words.isEmpty()) {
      return 0;
    }
    Shape shape = SHAPES.get(name(words.get(0)));
    boolean asks = words.size() > 1 && words.get(1).matches("-[vV]");
    if (shape == null || (asks && words.get(0).equals("command"))) {
      return 0;
    }
    int at = 1;
    if (!shape.subcommand().isEmpty()) {
      at = options(words, at, shape);
      if (at >= words.size() || !words.get(at).equals(shape.subcommand())) {
        return 0;
      }
      at++;
    }
    at = options(words, at, shape);
    at += shape.words();
    if (at < words.size() && words.get(at).equals("--")) {
      at++;
    }
    return at < words.size() ? at : 0;
  }

  private static int options(List<String> words, int start, Shape shape) {
    int at = start;
    while (at < words.size() && words.get(at).startsWith("-")) {
      String option = words.get(at);
      if (option.equals("--")) {
        return at + 1;
      }
      at += shape.valued().contains(option) ? 2 : 1;
    }
    return at;
  }

  /** The name of a program without its folder. */
  static String name(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }

  private Wrappers() {}
}
