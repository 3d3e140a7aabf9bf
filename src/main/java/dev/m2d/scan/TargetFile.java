package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import java.util.List;
import java.util.Optional;

/** A file whose parts are started by their names: a Makefile, a justfile, a Taskfile, and so on. */
interface TargetFile {

  /** Names of the targets, in the order of the file. */
  List<String> targets();

  /** The target that is started when none is named. */
  Optional<String> first();

  /** What to call a target as a unit is of this kind. */
  UnitKind kind();

  /**
   * Walks through a target; those that it needs are noted as started before it.
   *
   * @param arguments what follows its name; `NAME=value` sets a variable
   * @param environment what whoever starts it exports
   */
  void run(String target, List<Field> arguments, Unit unit, Scope environment);

  /** How many of the words after its name belong to it; those with `=` always do. */
  default int parameters(String target) {
    return 0;
  }

  /** What a file is by its name; empty when it has no targets. */
  static Optional<TargetFile> of(SourceText file, Context context) {
    String name = FileKinds.name(file);
    if (name.matches("(GNU)?[Mm]akefile(\\..*)?|.*\\.(mk|make)")) {
      return Optional.of(new MakeReader(file, context));
    }
    if (name.matches("\\.?[Jj]ustfile|.*\\.just")) {
      return Optional.of(new JustReader(file, context));
    }
    if (name.matches("[Tt]askfile(\\..*)?\\.ya?ml")) {
      return Optional.of(new TaskfileReader(file, context));
    }
    if (name.equals("package.json")) {
      return Optional.of(new NpmReader(file, context));
    }
    return Optional.empty();
  }
}
