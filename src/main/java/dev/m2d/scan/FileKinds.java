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

  /** Reads a file in the way its kind asks for. */
  static void read(SourceText file, Context context) {
    String path = file.file();
    String name = name(file);
    boolean yaml = name.matches(".*\\.ya?ml");
    if (isShell(file)) {
      PlainReaders.shell(file, context);
    } else if (isDocker(name)) {
      DockerReader.read(file, context);
    } else if (isCompose(file)) {
      ComposeReader.read(file, context);
    } else if (yaml && path.matches("(.*/)?\\.(github|gitea|forgejo)/.*")) {
      GithubReader.read(file, context);
    } else if (yaml && name.matches(".*gitlab-ci.*")) {
      GitlabReader.read(file, context);
    } else if (yaml && path.matches("(.*/)?\\.circleci/.*")) {
      CircleReader.read(file, context);
    } else if (yaml && path.matches("(?i)(.*/)?(\\.?azure[^/]*/.*|[^/]*azure[-_]?pipeline[^/]*)")) {
      AzureReader.read(file, context);
    } else if (name.matches("bitbucket-pipelines\\.ya?ml")) {
      BuildReaders.bitbucket(file, context);
    } else if (yaml && name.matches("cloud-?build.*")) {
      BuildReaders.cloudBuild(file, context);
    } else if (yaml && mentions(file, "kind:")) {
      KubernetesReader.read(file, context);
    } else if (name.endsWith(".py") || isPython(file)) {
      PythonReader.read(file, context);
    } else if (name.endsWith(".service")) {
      SystemdReader.read(file, context);
    } else if (isCrontab(path, name)) {
      CrontabReader.read(file, context);
    } else if (name.matches(".*\\.(md|markdown|mdx|rst|adoc)|README")) {
      PlainReaders.document(file, context);
    }
  }

  /** Whether a file can be started by its path. */
  static boolean isScript(SourceText file) {
    return isShell(file) || isPython(file) || name(file).endsWith(".py");
  }

  private static boolean isPython(SourceText file) {
    return file.text().startsWith("#!") && firstLine(file).matches("#!.*\\bpython[0-9.]*\\b.*");
  }

  private static boolean isDocker(String name) {
    return name.matches("(?i)(.*[.-])?(Dockerfile|Containerfile)([.-].*)?");
  }

  static boolean isCompose(SourceText file) {
    return name(file).matches("(.*[.-])?compose([.-].*)?\\.ya?ml");
  }

  private static boolean isCrontab(String path, String name) {
    return name.matches("(.*[._-])?cron(tab)?s?([._-].*)?")
        || path.matches("(.*/)?(cron\\.d|crontabs)/[^/]+");
  }

  private static boolean mentions(SourceText file, String text) {
    return file.text().contains(text);
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
