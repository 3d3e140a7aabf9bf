"""`memory_mb` of files.yaml: a file that takes more than a step may have ends in an error that says so."""

import json
import resource
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from dagster_project.files import memory
from dagster_project.files.memory import OutOfMemoryError, limited
from dagster_project.singer.errors import KitError
from importing import NAME, World, rows

LIMIT = resource.RLIMIT_DATA
MANY = 50_000


def long_lines(text: str) -> str:
    """The header, and many rows of a kilobyte."""
    header, first, *_ = text.splitlines()
    columns = first.split(",")
    made = [",".join([f"{n:07}", *columns[1:-1], "x" * 1000]) for n in range(MANY)]
    return "\n".join([header, *made, ""])


def endless(text: str) -> str:
    """A line without an end, as of a file that is no CSV at all."""
    return text + "x" * (128 << 20)


def report(world: World) -> dict[str, str]:
    """The only error report of a file."""
    [path] = (world.root / "files/reports").glob("customers*.error.json")
    return json.loads(path.read_text())


@pytest.mark.parametrize(
    ("change", "settings"),
    [(long_lines, {"chunk_rows": 1_000_000}), (endless, {}), (endless, {"mode": "quarantine"})],
)
def test_a_file_that_takes_more_stays_and_is_told(world: World, server, change, settings):
    world.put_all()
    path = world.put("customers.csv", change)
    before = path.stat()
    kept = resource.getrlimit(LIMIT)
    world.policy(memory_mb=96, after_load="archive", **settings)

    ran = world.run()

    said = f"{path} takes more memory than the 96 MB of `memory_mb`"
    assert said in ran.failure
    assert "Lower `chunk_rows` in files.yaml, or raise `memory_mb`" in ran.failure
    assert report(world)["message"] == said
    assert (path.stat().st_ino, path.stat().st_size) == (before.st_ino, before.st_size)
    assert resource.getrlimit(LIMIT) == kept
    with pytest.raises(Exception, match="does not exist"):
        rows(server, "customers")


def test_the_same_file_is_loaded_in_chunks(world: World, server):
    world.put_all()
    world.put("customers.csv", long_lines)
    world.policy(memory_mb=96, after_load="archive")
    ran = world.run()
    assert ran.success, ran.failure
    assert rows(server, "customers") == [(MANY,)]


def test_a_day_of_the_archive_is_limited_too(world: World):
    world.put_all()
    world.put("customers.csv", long_lines)
    world.policy(after_load="archive", mode="quarantine")
    assert world.run().success
    world.policy(after_load="archive", mode="quarantine", memory_mb=96, chunk_rows=1_000_000)
    today = datetime.now(timezone.utc).date().isoformat()
    ran = world.run(f"{NAME}_archived_day", partition_key=today)
    assert "more memory than the 96 MB of `memory_mb`" in ran.failure


def test_a_system_that_does_not_say_what_is_taken(world: World, monkeypatch):
    monkeypatch.setattr(memory, "STATUS", Path("/nowhere"))
    world.put_all()
    world.policy(memory_mb=64)
    ran = world.run()
    assert ran.success
    said = [
        entry.user_message
        for entry in world.instance.all_logs(ran.result.run_id)
        if entry.level == 30
    ]
    assert sum("`memory_mb: 64` of files.yaml is not kept" in text for text in said) == 5


def test_who_sets_no_limit_has_none(world: World):
    seen = resource.getrlimit(LIMIT)
    with limited(None, pytest.fail):
        assert resource.getrlimit(LIMIT) == seen


@pytest.mark.parametrize(
    "greedy",
    [
        lambda: bytes(100 << 20),
        lambda: [str(n) for n in range(6_000_000)],
        lambda: np.ones(20_000_000),
        lambda: pd.DataFrame({"a": [f"{n:0100}" for n in range(2_000_000)]}),
    ],
    ids=["bytes", "texts", "numpy", "pandas"],
)
def test_what_is_limited(greedy):
    before = resource.getrlimit(LIMIT)
    too_much = pytest.raises(OutOfMemoryError, match="the step takes more memory than the 64 MB")
    with too_much, limited(64, pytest.fail):
        greedy()
    assert resource.getrlimit(LIMIT) == before
    assert greedy() is not None


def test_a_limit_of_the_account_that_is_lower_stays():
    before = resource.getrlimit(LIMIT)
    soft = 1 << 40
    resource.setrlimit(LIMIT, (soft, before[1]))
    try:
        with limited(1 << 30, pytest.fail):
            assert resource.getrlimit(LIMIT)[0] == soft
        assert resource.getrlimit(LIMIT)[0] == soft
    finally:
        resource.setrlimit(LIMIT, before)


def test_too_little_to_work_with_is_refused(world: World):
    world.policy(memory_mb=8)
    assert (
        "`defaults.memory_mb`: Input should be greater than or equal to 64" in world.run().failure
    )
    with pytest.raises(KitError, match="more memory than there is"), memory.told():
        raise MemoryError
