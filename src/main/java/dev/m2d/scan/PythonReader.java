package dev.m2d.scan;

import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;

/** Python files: programs, DAGs of Airflow, jobs of Dagster, flows of Prefect. */
final class PythonReader {

  static void read(SourceText file, Context context) {
    Scope scope = new Scope();
    scope.script = file.file();
    read(Fragment.of(file), Unit.of(file.file(), UnitKind.PYTHON), scope, context);
  }

  /** Reads Python text that stands in a file of another kind. */
  static void read(Fragment text, Unit unit, Scope scope, Context context) {
    if (text.text().contains("meltano")) {
      new PythonRunner(text, unit, scope, context).run();
    }
  }

  private PythonReader() {}
}
