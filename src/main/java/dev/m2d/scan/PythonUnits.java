package dev.m2d.scan;

import dev.m2d.scan.python.Expression;
import dev.m2d.scan.python.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which DAG, job or flow a call of a Python file belongs to, and when that starts. */
final class PythonUnits {

  /** Where the walk is. */
  record Frame(Unit unit, Map<String, PyValue> defaults) {}

  private final Unit file;
  private final Set<Unit> dags = new LinkedHashSet<>();
  private Frame now;

  /** Schedules of dagster that name a job, by the job's name. */
  private final Map<String, Schedule> schedules = new HashMap<>();

  PythonUnits(Unit file) {
    this.file = file;
    this.now = new Frame(file, Map.of());
  }

  Unit unit() {
    return now.unit();
  }

  /** The DAG of the place, or all of the file where that is not in one. */
  List<Unit> dags() {
    return now.unit().kind() == UnitKind.AIRFLOW ? List.of(now.unit()) : List.copyOf(dags);
  }

  Frame frame() {
    return now;
  }

  void back(Frame frame) {
    now = frame;
  }

  /** A `with` block of that value begins, or an operator names it as its `dag`. */
  void entered(PyValue value, PythonRunner runner) {
    if (value instanceof PyValue.Made made && made.name().equals("DAG")) {
      String name = made.arguments().getOrDefault("dag_id", PyValue.unknown()).text().orElse("dag");
      now =
          new Frame(
              new Unit(file.name() + ":" + name, UnitKind.AIRFLOW, cron(made.arguments(), runner)),
              Map.of());
      dags.add(now.unit());
    } else if (value instanceof PyValue.Made made && made.name().equals("Flow")) {
      String name = made.arguments().getOrDefault("name", PyValue.unknown()).text().orElse("flow");
      now =
          new Frame(
              new Unit(file.name() + ":" + name, UnitKind.PREFECT, cron(made.arguments(), runner)),
              Map.of());
    }
  }

  /** The body of a function begins. */
  void inside(Statement.Function f, PythonRunner runner) {
    for (Expression decorator : f.decorators()) {
      Expression of = decorator instanceof Expression.Call c ? c.function() : decorator;
      String dotted = runner.dotted(of);
      String last = dotted.substring(dotted.lastIndexOf('.') + 1);
      Map<String, PyValue> arguments = new LinkedHashMap<>();
      if (decorator instanceof Expression.Call call) {
        for (Expression.Argument a : call.arguments()) {
          arguments.put(a.name().orElse("name"), runner.value(a.value()));
        }
      }
      UnitKind kind =
          switch (last) {
            case "dag" -> UnitKind.AIRFLOW;
            case "flow" -> UnitKind.PREFECT;
            case "job", "op", "asset", "multi_asset", "graph" -> UnitKind.DAGSTER;
            default -> UnitKind.PYTHON;
          };
      boolean inner = now.unit().kind() != UnitKind.PYTHON;
      if (kind != UnitKind.PYTHON && !(inner && !last.equals("dag") && !last.equals("flow"))) {
        String name = arguments.getOrDefault("dag_id", PyValue.unknown()).text().orElse(f.name());
        Optional<Schedule> when =
            cron(arguments, runner).or(() -> Optional.ofNullable(schedules.get(f.name())));
        now = new Frame(new Unit(file.name() + ":" + name, kind, when), Map.of());
      }
    }
  }

  /** What a constructor made; calls that give schedules are noted. */
  PyValue made(
      String name,
      String last,
      List<PyValue> positional,
      Map<String, PyValue> named,
      PythonRunner runner) {
    Map<String, PyValue> all = new LinkedHashMap<>(named);
    if (last.equals("DAG") && !positional.isEmpty()) {
      all.putIfAbsent("dag_id", positional.get(0));
    }
    if (last.equals("Secret") && positional.size() > 1) {
      all.putIfAbsent("deploy_type", positional.get(0));
      all.putIfAbsent("deploy_target", positional.get(1));
    }
    if (last.equals("Flow") && !positional.isEmpty()) {
      all.putIfAbsent("name", positional.get(0));
    }
    if (last.matches(
            "CronSchedule|Cron|CronTriggerTimetable|CronDataIntervalTimetable|CronClock|IntervalSchedule")
        && !positional.isEmpty()) {
      all.putIfAbsent("cron", positional.get(0));
    }
    if (last.matches("ScheduleDefinition|build_schedule_from_partitioned_job")) {
      Optional<String> job =
          all.get("job") instanceof PyValue.Function f
              ? Optional.of(f.definition().name())
              : all.getOrDefault("job_name", PyValue.unknown()).text();
      job.ifPresent(j -> cron(all, runner).ifPresent(c -> schedules.put(j, c)));
    }
    return new PyValue.Made(last, all);
  }

  /** The cron text of `schedule`, `schedule_interval`, `cron_schedule` or `cron`. */
  static Optional<Schedule> cron(Map<String, PyValue> arguments, PythonRunner runner) {
    for (String key : List.of("schedule", "schedule_interval", "cron_schedule", "cron")) {
      PyValue value = arguments.get(key);
      if (value instanceof PyValue.Made made) {
        Optional<Schedule> inner = cron(made.arguments(), runner);
        if (inner.isPresent()) {
          return inner;
        }
      }
      if (value instanceof PyValue.Text text && text.value().text().isPresent()) {
        Optional<String> zone =
            Optional.ofNullable(arguments.get("timezone"))
                .or(() -> Optional.ofNullable(arguments.get("execution_timezone")))
                .flatMap(PyValue::text);
        return Optional.of(new Schedule(text.value().text().get(), zone, text.fragment().span()));
      }
    }
    return Optional.empty();
  }
}
