package dev.m2d.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs one after the other, whoever starts it, is one unit in that order. */
class SequencesTest {

  @TempDir private Path project;

  @Test
  void a_target_of_make_runs_after_what_it_needs() throws IOException {
    write(
        "Makefile",
        """
        .PHONY: all extract load
        all: extract load
        load: extract
        \tmeltano run tap-b target-b
        extract:
        \tmeltano run tap-a target-a
        """);

    assertThat(units()).containsExactly("Makefile:all = tap-a target-a, tap-b target-b");
  }

  @Test
  void argo_starts_templates_in_the_order_of_its_steps_and_dependencies() throws IOException {
    write("steps.yaml", Files.readString(Path.of("fixtures/scan/argo/steps.yaml")));

    assertThat(units())
        .containsExactly(
            "steps.yaml:argo-dag- = tap-first target-graph, tap-second target-graph, dbt:run",
            "steps.yaml:argo-steps [15 4 * * *] ="
                + " tap-late target-night {REGION=emea} if when: {{workflow.status}} == 1,"
                + " tap-one target-night {REGION=emea}, tap-two target-night {REGION=emea},"
                + " teller if the workflow has ended",
            "steps.yaml:argo-steps"
                + " ? meltano run {{inputs.parameters.tap}} {{inputs.parameters.target}}");
  }

  @Test
  void make_starts_make_with_variables() throws IOException {
    write(
        "Makefile",
        """
        TAP ?= tap-a
        nightly: export MELTANO_ENVIRONMENT = prod
        nightly:
        \t$(MAKE) one TAP=tap-x
        \t$(MAKE) one
        one:
        \tmeltano run $(TAP) target-a
        """);

    assertThat(units())
        .containsExactly(
            "Makefile:nightly = tap-x target-a {MELTANO_ENVIRONMENT=prod, TAP=tap-x}, tap-a target-a"
                + " {MELTANO_ENVIRONMENT=prod}");
  }

  @Test
  void patterns_of_make_get_their_stem() throws IOException {
    write("Makefile", "all: load-a load-b\nload-%:\n\tmeltano run tap-$* target\n");

    assertThat(units()).containsExactly("Makefile:all = tap-a target, tap-b target");
  }

  @Test
  void a_condition_of_make_stays_one() throws IOException {
    write(
        "Makefile",
        """
        ifeq ($(CI),true)
        TARGET = target-ci
        else
        TARGET = target-dev
        endif
        load:
        \tmeltano run tap $(TARGET)
        """);

    assertThat(units()).containsExactly("Makefile:load ? meltano run tap $((make))");
  }

  @Test
  void a_crontab_that_starts_two_targets_is_one_sequence() throws IOException {
    write("Makefile", "extract:\n\tmeltano run a b\nload:\n\tmeltano run c d\n");
    write("crontab", "0 5 * * * cd /srv && make extract && make load\n");

    assertThat(units()).containsExactly("crontab:1 [0 5 * * *] = a b, c d");
  }

  @Test
  void a_crontab_that_starts_one_script_leaves_it_its_name() throws IOException {
    write("run.sh", "meltano run a b\nmeltano run c d\n");
    write("crontab", "0 5 * * * ./run.sh\n");

    assertThat(units()).containsExactly("run.sh [0 5 * * *] = a b, c d");
  }

  @Test
  void scripts_that_a_script_starts_are_parts_of_it() throws IOException {
    write("all.sh", "./one.sh\nif [ \"$X\" ]; then ./two.sh; fi\npython check.py\n");
    write("one.sh", "meltano run a b\n");
    write("two.sh", "meltano run c d\n");

    assertThat(units()).containsExactly("all.sh = a b, c d if [ \"$X\" ]");
  }

  @Test
  void scripts_that_start_each_other_are_not_lost() throws IOException {
    write("a.sh", "meltano run a b\n./b.sh\n");
    write("b.sh", "meltano run c d\n./a.sh\n");

    assertThat(units()).containsExactly("a.sh = a b, c d");
  }

  @Test
  void tasks_run_after_their_deps() throws IOException {
    write(
        "Taskfile.yml",
        """
        version: "3"
        tasks:
          all:
            deps: [extract]
            cmds:
              - task: load
                vars: {TARGET: target-x}
              - meltano run e f
          extract: meltano run a b
          load:
            cmds: ["meltano run c {{.TARGET}}"]
        """);

    assertThat(units()).containsExactly("Taskfile.yml:all = a b, c target-x, e f");
  }

  @Test
  void recipes_of_just_run_between_what_they_need() throws IOException {
    write(
        "justfile",
        """
        all: (load "tap-a") && after
            meltano run c d
        load tap:
            meltano run {{tap}} target
        after:
            meltano run e f
        """);

    assertThat(units()).containsExactly("justfile:all = tap-a target, c d, e f");
  }

  @Test
  void scripts_of_npm_run_between_pre_and_post() throws IOException {
    write(
        "package.json",
        """
        {"scripts": {
          "preload": "meltano run a b",
          "load": "meltano run c d",
          "postload": "meltano run e f",
          "all": "npm run load && npm run report",
          "report": "meltano invoke dbt:run"}}
        """);

    assertThat(units()).containsExactly("package.json:all = a b, c d, e f, dbt:run");
  }

  @Test
  void services_wait_for_those_that_have_to_end() throws IOException {
    write(
        "compose.yml",
        """
        services:
          load:
            image: meltano/meltano
            command: [run, c, d]
            depends_on:
              extract: {condition: service_completed_successfully}
              db: {condition: service_healthy}
          extract: {image: meltano/meltano, command: [run, a, b]}
          beside: {image: meltano/meltano, command: [run, e, f], depends_on: [load]}
          db: {image: postgres}
        """);

    assertThat(units())
        .containsExactly("compose.yml = a b, c d", "compose.yml:services.beside = e f");
  }

  @Test
  void jobs_of_a_workflow_that_wait_for_each_other_are_one_sequence() throws IOException {
    Files.createDirectories(project.resolve(".github/workflows"));
    write(
        ".github/workflows/elt.yml",
        """
        on: {schedule: [{cron: 0 5 * * *}]}
        jobs:
          models:
            needs: [load, test]
            steps: [{run: "meltano invoke dbt:run"}]
          load:
            steps: [{run: "meltano run a b"}]
          test:
            steps: [{run: pytest}]
          alone:
            steps: [{run: "meltano run c d"}]
        """);

    assertThat(units())
        .containsExactly(
            ".github/workflows/elt.yml [0 5 * * *] = a b, dbt:run",
            ".github/workflows/elt.yml:jobs.alone [0 5 * * *] = c d");
  }

  @Test
  void the_tasks_of_a_dag_run_in_the_order_of_the_dag() throws IOException {
    write(
        "dag.py",
        """
        from airflow import DAG
        from airflow.operators.bash import BashOperator
        from airflow.models.baseoperator import chain
        with DAG("elt", schedule="0 3 * * *") as dag:
            start = EmptyOperator(task_id="start")
            c = BashOperator(task_id="c", bash_command="meltano run c x")
            b = BashOperator(task_id="b", bash_command="meltano run b x")
            a = BashOperator(task_id="a", bash_command="meltano run a x")
            d = BashOperator(task_id="d", bash_command="meltano run d x")
            start >> [a, b] >> c
            d << c
        with DAG("two", schedule="@daily") as dag2:
            e = BashOperator(task_id="e", bash_command="meltano run e x")
            f = BashOperator(task_id="f", bash_command="meltano run f x")
            g = BashOperator(task_id="g", bash_command="meltano run g x")
            g.set_downstream(f)
            chain(f, e)
        """);

    assertThat(units())
        .containsExactly(
            "dag.py:elt [0 3 * * *] = b x, a x, c x, d x", "dag.py:two [@daily] = g x, f x, e x");
  }

  @Test
  void functions_that_are_tasks_have_an_order_too() throws IOException {
    write(
        "dag.py",
        """
        from airflow.decorators import dag, task
        @dag(schedule="@hourly")
        def elt():
            @task.bash
            def load():
                return "meltano run l x"
            @task.bash
            def extract():
                return "meltano run e x"
            l = load()
            extract() >> l
        elt()
        """);

    assertThat(units()).containsExactly("dag.py:elt [@hourly] = e x, l x");
  }

  private List<String> units() throws IOException {
    write("meltano.yml", "version: 1\n");
    Scan scan = Scanner.scan(project, new Diagnostics());
    Map<String, List<Call>> units = new TreeMap<>();
    for (Call call : scan.calls()) {
      String when = call.schedule().map(s -> " [" + s.cron() + "]").orElse("");
      units.computeIfAbsent(call.unit() + when, u -> new java.util.ArrayList<>()).add(call);
    }
    List<String> all = new java.util.ArrayList<>();
    units.forEach(
        (unit, calls) ->
            all.add(
                unit
                    + " = "
                    + calls.stream()
                        .sorted(Comparator.comparing(Call::order))
                        .map(SequencesTest::shown)
                        .collect(Collectors.joining(", "))));
    scan.unclear().forEach(u -> all.add(u.unit() + " ? " + u.text()));
    return all;
  }

  private static String shown(Call call) {
    Map<String, String> variables = new TreeMap<>();
    call.variables().forEach((name, v) -> variables.put(name, v.value().orElse("?")));
    return String.join(" ", call.blocks())
        + (variables.isEmpty() ? "" : " " + variables)
        + call.condition().map(c -> " if " + c).orElse("");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(project.resolve(name), text);
  }
}
