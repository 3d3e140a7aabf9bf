package dev.m2d.scan;

import dev.m2d.scan.ShellRunner.Started;

/** `docker run`, `docker compose exec` and their like. */
final class Containers {

  Containers(ShellRunner runner, Programs programs) {}

  /** Whether the program starts containers; then its command was followed. */
  boolean start(Started started, String name, Scope scope) {
    return false;
  }
}
