"""migration.yaml: what it says, and how it says what is wrong with it."""

import os
from pathlib import Path

import pytest
from conftest import World
from dagster_project.singer.errors import KitError
from dagster_project.singer.switchboard import Switchboard

GOOD = """\
schema_version: 1
pipelines:
  tap_a__target_b: {runner: meltano}
  tap_c__target_b: {runner: singer}
jobs:
  daily: {scheduler: dagster, order: lineage}
  weekly: {}
"""


def board(folder: Path, text: str) -> Switchboard:
    (folder / "migration.yaml").write_text(text)
    return Switchboard.load(folder)


def test_reads_the_switches(tmp_path: Path) -> None:
    switches = board(tmp_path, GOOD)

    assert switches.runner("tap_a__target_b") == "meltano"
    assert switches.runner("tap_c__target_b") == "singer"
    assert (switches.scheduler("daily"), switches.order("daily")) == ("dagster", "lineage")
    assert (switches.scheduler("weekly"), switches.order("weekly")) == ("meltano", "strict")


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    switches = Switchboard.load(tmp_path)

    assert switches.runner("x") == "singer"
    assert (switches.scheduler("x"), switches.order("x")) == ("meltano", "strict")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    assert board(tmp_path, GOOD).runner("tap_a__target_b") == "meltano"
    (tmp_path / "migration.yaml").write_text(GOOD.replace("runner: meltano", "runner: singer"))
    os.utime(tmp_path / "migration.yaml", ns=(1, 1))

    assert Switchboard.load(tmp_path).runner("tap_a__target_b") == "singer"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("runner: meltano", "runner: melltano", "line 3, column 29: runner `melltano` is unknown"),
        ("runner: meltano", "runer: meltano", "line 3, column 21: `runer` is unknown"),
        ("runner: meltano", "runner: [meltano]", "line 3, column 29: a name is expected here"),
        ("{runner: meltano}", "meltano", "line 3, column 20: `tap_a__target_b` is no mapping"),
        ("pipelines:", "pipeline:", "line 2, column 1: `pipeline` is unknown"),
        ("  weekly: {}", "  daily: {}", "line 7, column 3: `daily` is there twice"),
        ("schema_version: 1", "schema_version: 2", "line 1, column 17: schema_version `2`"),
        ("order: lineage", "order: random", "line 6, column 38: order `random` is unknown"),
        ("jobs:", "jobs: [", "is no YAML"),
    ],
)
def test_says_where_it_is_wrong(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(KitError) as caught:
        board(tmp_path, GOOD.replace(old, new))

    assert caught.value.message.startswith("migration.yaml")
    assert message in caught.value.message
    assert caught.value.advice


@pytest.mark.parametrize(
    ("wrong", "meant"), [("melltano", "meltano"), ("singr", "singer"), ("nativ", "native")]
)
def test_asks_whether_something_else_was_meant(tmp_path: Path, wrong: str, meant: str) -> None:
    with pytest.raises(KitError, match=f"did you mean `{meant}`"):
        board(tmp_path, GOOD.replace("runner: meltano", f"runner: {wrong}"))


def test_a_pipeline_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KitError, match=r"no entry `tap_a__target_c`.*did you mean"):
        board(tmp_path, GOOD).runner("tap_a__target_c")


@pytest.mark.parametrize("text", ["", "schema_version: 1\npipelines:\njobs:\n"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    assert board(tmp_path, text).runner("x") == "singer"


def test_a_run_with_a_wrong_file_says_so(world: World) -> None:
    world.write()
    world.yaml("migration.yaml", {"pipelines": {"tap_fake__target_fake": {"runner": "natve"}}})

    assert "did you mean `native`?" in world.materialize().failure


def test_code_written_for_singer_does_not_run_natively(world: World) -> None:
    world.write()
    world.yaml("migration.yaml", {"pipelines": {"tap_fake__target_fake": {"runner": "native"}}})

    assert "whose code is written for Singer\nRun `m2d generate`" in world.materialize().failure
