package dev.m2d.compare.gate;

import dev.m2d.compare.bundle.Manifest;

/**
 * What ran: a job or a pipeline.
 *
 * @param text it in words
 */
record Work(String name, String text) {

  /** That of a pair. */
  static Work of(Manifest manifest) {
    return manifest
        .job()
        .map(j -> new Work(j, "the job `" + j + "`"))
        .or(() -> manifest.pipeline().map(p -> new Work(p, "the pipeline `" + p + "`")))
        .orElse(new Work("", "the pair"));
  }
}
