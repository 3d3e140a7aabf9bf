package dev.m2d.scan;

/** The kind of place where calls stand. */
public enum UnitKind {
  SHELL,
  MAKE,
  JUST,
  TASKFILE,
  NPM,
  DOCKERFILE,
  COMPOSE,
  CRONTAB,
  SYSTEMD,
  GITHUB,
  GITLAB,
  CIRCLECI,
  AZURE,
  BITBUCKET,
  CLOUDBUILD,
  AIRFLOW,
  DAGSTER,
  PREFECT,
  ARGO,
  PYTHON,
  /** A code block of a document; never converted by itself. */
  DOCUMENT
}
