package dev.m2d.cli;

/** The version of the running tool. */
final class ToolVersion {

  /** Of the jar; `development` when run from classes. */
  static String get() {
    String version = ToolVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private ToolVersion() {}
}
