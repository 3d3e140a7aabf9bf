"""Variables of a job: which value a step sees, and who is asked first."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import dagster as dg
import pytest
from conftest import BOTH, World, asset
from dagster_project.singer import RunVariables, command_asset, program_asset
from dagster_project.singer.interpolate import overlaid
from dagster_project.singer.jobs import Task, asset_job, op_job
from test_meltano_runner import meltano_project


@pytest.mark.parametrize(
    ("text", "environ", "value"),
    [
        ("data/all.csv", {"X": "ambient"}, "data/all.csv"),
        ("${X:-mine}", {}, "mine"),
        ("${X:-mine}", {"X": "ambient"}, "ambient"),
        ("${X:-mine}", {"X": ""}, "mine"),
        ("${X-mine}", {"X": ""}, ""),
        ("${X:-}", {}, ""),
        ("${DIR:-data}/all.csv", {"DIR": "/srv"}, "/srv/all.csv"),
        ("$DIR/all.csv", {"DIR": "/srv"}, "/srv/all.csv"),
        ("${DIR}/all.csv", {}, "/all.csv"),
        ("$X:more", {"X": "before"}, "before:more"),
        ("5$$ and $ 5 and ${X", {"X": "ambient"}, "5$ and $ 5 and ${X"),
        ("${X:-5$$}", {}, "5$"),
    ],
)
def test_the_surroundings_are_asked_as_a_shell_asks_them(
    text: str, environ: Mapping[str, str], value: str
) -> None:
    assert overlaid({"X": text}, environ)["X"] == value


def test_variables_refer_to_each_other_in_any_order() -> None:
    env = {"FILE": "$FOLDER/${NAME:-all}.csv", "NAME": "${NAME:-daily}", "FOLDER": "exports"}
    assert overlaid(env, {"OTHER": "stays"}) == {
        "OTHER": "stays",
        "FILE": "exports/daily.csv",
        "NAME": "daily",
        "FOLDER": "exports",
    }
    assert overlaid(env, {"NAME": "some"})["FILE"] == "exports/some.csv"


def test_variables_that_refer_to_each_other_end() -> None:
    assert overlaid({"A": "a$B", "B": "b$A"}, {"A": "1", "B": "2"}) == {"A": "ab1", "B": "ba2"}


def printed(name: str, *words: str) -> dg.AssetsDefinition:
    """A step that prints variables."""
    code = "import json, os, sys; print(json.dumps({n: os.environ.get(n) for n in sys.argv[1:]}))"
    return program_asset(
        f"python3 -c '{code}' {' '.join(words)}",
        key=("commands", name),
        name=name,
        takes_variables=True,
    )


def definitions(
    steps: list[dg.AssetsDefinition], variables: Mapping[str, str], *, ops: bool = False
) -> dg.JobDefinition:
    make = op_job if ops else asset_job
    tasks = [Task(step.op.name, step) for step in steps]
    job = make(name="j", meltano_name="j", tasks=tasks, variables=variables)
    resources = {"variables": RunVariables()}
    return dg.Definitions(assets=steps, jobs=[job], resources=resources).resolve_job_def("j")


def seen(capfd: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    """What the steps printed, in their order."""
    lines = [line.partition(" | ")[2] for line in capfd.readouterr().err.splitlines()]
    return [json.loads(line) for line in lines if line.startswith("{")]


@pytest.mark.parametrize("ops", [False, True])
def test_every_step_of_a_job_sees_its_variables(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    ops: bool,
) -> None:
    world.write()
    monkeypatch.setenv("FILE", "ambient.csv")
    monkeypatch.setenv("LABEL", "ambient")
    variables = {"FILE": "all.csv", "LABEL": "${LABEL:-by hand}", "MELTANO_ENVIRONMENT": "prod"}
    steps = [printed("a", "FILE", "LABEL"), printed("b", "FILE", "MELTANO_ENVIRONMENT")]
    job = definitions(steps, variables, ops=ops)
    assert job.tags["meltano/environment"] == "prod"
    assert job.execute_in_process().success
    assert seen(capfd) == [
        {"FILE": "all.csv", "LABEL": "ambient"},
        {"FILE": "all.csv", "MELTANO_ENVIRONMENT": "prod"},
    ]


def test_a_person_changes_a_variable_for_one_run(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    world.write()
    job = definitions([printed("a", "FILE", "LABEL")], {"FILE": "all.csv", "LABEL": "nightly"})
    changed = {"variables": {"config": {"values": {"FILE": "other.csv", "LABEL": "nightly"}}}}
    assert job.execute_in_process(run_config={"resources": changed}).success
    assert job.execute_in_process().success
    assert [line["FILE"] for line in seen(capfd)] == ["other.csv", "all.csv"]


@pytest.mark.parametrize("ops", [False, True])
def test_a_run_that_names_some_variables_keeps_the_others(
    world: World, capfd: pytest.CaptureFixture[str], ops: bool
) -> None:
    world.write()
    variables = {"FILE": "all.csv", "LABEL": "nightly"}
    job = definitions([printed("a", "FILE", "LABEL")], variables, ops=ops)
    for values in ({"FILE": "other.csv"}, {"MORE": "1"}, {}):
        changed = {"variables": {"config": {"values": values}}}
        assert job.execute_in_process(run_config={"resources": changed}).success
    assert seen(capfd) == [{"FILE": "other.csv", "LABEL": "nightly"}] + [variables] * 2


def test_variables_of_a_job_win_over_those_of_its_schedule(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    world.write()
    scheduled = {"nightly": {"env": {"FILE": "scheduled.csv", "LABEL": "scheduled"}}}
    project = json.loads(json.dumps({"schema_version": 1, "project": {"name": "acme", "id": None}}))
    project |= {"default_environment": None, "environments": {}, "schedules": scheduled}
    world.yaml("plugins/project.yaml", project)
    job = definitions(
        [printed("a", "FILE", "LABEL")], {"FILE": "all.csv", "LABEL": "${LABEL:-by hand}"}
    )
    assert job.execute_in_process(tags={"meltano/schedule": "nightly"}).success
    assert seen(capfd) == [{"FILE": "all.csv", "LABEL": "scheduled"}]


def test_a_step_without_a_job_takes_its_surroundings(
    world: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    world.write()
    monkeypatch.setenv("FILE", "ambient.csv")
    resources = {"variables": RunVariables()}
    assert dg.materialize([printed("a", "FILE")], resources=resources).success
    assert seen(capfd) == [{"FILE": "ambient.csv"}]


@pytest.mark.parametrize("runner", ["singer", "meltano"])
def test_each_runner_hands_the_variables_to_the_plugins(
    world: World, monkeypatch: pytest.MonkeyPatch, runner: str
) -> None:
    default = Path.home() / ".cache" / "m2d" / "meltano-4.4.1" / "bin" / "meltano"
    monkeypatch.setenv("M2D_MELTANO", os.environ.get("M2D_MELTANO") or str(default))
    monkeypatch.setenv("FILE", str(world.root / "ambient.jsonl"))
    world.target = {"path": "$FILE"}
    world.steps(*BOTH).write()
    meltano_project(world)
    world.yaml(
        "migration.yaml",
        {"schema_version": 1, "pipelines": {"tap_fake__target_fake": {"runner": runner}}},
    )
    step = asset(world.pipeline(), frozenset({"variables"}))
    variables = {"FILE": str(world.root / "${NAME:-all}.jsonl")}
    resources = {"variables": RunVariables(values=variables)}
    assert dg.materialize([step], resources=resources).success
    assert (world.root / "all.jsonl").exists()
    assert not (world.root / "ambient.jsonl").exists()


def test_a_program_that_fails_says_so(world: World) -> None:
    world.write()
    step = program_asset("sh -c 'echo it went wrong >&2; exit 3'", key=("c", "x"), name="x")
    result = dg.materialize([step], raise_on_error=False)
    [event] = [event for event in result.all_events if event.is_step_failure]
    assert event.step_failure_data.user_failure_data.description.startswith(
        "program `sh` ended with exit code 3"
    )


def test_a_program_runs_in_its_directory(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    world.write()
    (world.root / "tools").mkdir()
    step = program_asset("pwd", key=("c", "x"), name="x", cwd="tools")
    assert dg.materialize([step]).success
    assert f"pwd | {world.root}/tools" in capfd.readouterr().err


def test_a_program_that_is_absent(world: World) -> None:
    world.write()
    step = program_asset("./match.py", key=("c", "x"), name="x")
    result = dg.materialize([step], raise_on_error=False)
    [event] = [event for event in result.all_events if event.is_step_failure]
    assert "the program `./match.py` was not found" in str(
        event.step_failure_data.user_failure_data
    )


def test_secrets_of_the_surroundings_are_hidden_in_what_a_program_prints(
    world: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    world.write()
    monkeypatch.setenv("POSTGRES_PASSWORD", "correct horse")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:battery-staple@db/acme")
    step = program_asset("sh -c 'echo $POSTGRES_PASSWORD $DATABASE_URL'", key=("c", "x"), name="x")
    assert dg.materialize([step]).success
    output = capfd.readouterr().err
    assert "sh | *** postgresql://me:***@db/acme" in output


def test_arguments_follow_those_of_a_command(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    world.write()
    commands = {"say": {"args": "say hello", "executable": None}}
    world.plugin("utilities", "show", "fake_utility.py", {}, commands=commands)
    step = command_asset(
        "utilities", "show", "say", arguments=("--to", "the world"), key=("s", "x"), name="x"
    )
    assert dg.materialize([step]).success
    assert "['say', 'hello', '--to', 'the world']" in capfd.readouterr().err
