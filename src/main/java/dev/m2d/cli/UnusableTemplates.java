package dev.m2d.cli;

/** Templates of the project cannot be used: the findings say why. */
final class UnusableTemplates extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Planned planned;

  UnusableTemplates(Planned planned) {
    super("templates of the project cannot be used");
    this.planned = planned;
  }

  /** The project with all findings. */
  Planned planned() {
    return planned;
  }
}
