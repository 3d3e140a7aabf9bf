"""Up to which row a live pair is judged."""

import pytest
from world import World

from dagster_project.parallel_run.plan import Step, Work
from dagster_project.parallel_run.watermark import watermarks
from dagster_project.singer import Pipeline, Stream
from dagster_project.singer.project import Project

CONTRACT = {"streams": {"a/users": {"watermark": "at"}, "b/users": {"watermark": "at"}}}


def step(name: str, **config: object) -> Step:
    """A pipeline whose tap has the stream `users`."""
    pipeline = Pipeline(name, "tap-fake", "target-fake", (Stream("users", key=(name, "users")),))
    return Step(name, config, pipeline)


def entry(value: str) -> dict[str, object]:
    """Stored bookmarks, as a bundle has them."""
    mark = {"users": {"replication_key": "at", "replication_key_value": value}}
    return {"completed": {"singer_state": {"bookmarks": mark}}, "partial": {}}


@pytest.fixture
def project(world: World) -> Project:
    """Any project."""
    world.write()
    return Project.load()


def test_the_lower_bookmark_of_the_two_sides(project: Project) -> None:
    """And none, where both ended at the same one."""
    work = Work((step("a", state_id="one"),))
    ends = [{"one": entry("2024-01-02")}, {"one": entry("2024-01-01")}]
    at = {"a/users": {"column": "at", "value": "2024-01-01"}}
    assert watermarks(CONTRACT, project, work, ends) == at
    assert watermarks(CONTRACT, project, work, [ends[0], ends[0]]) == {}


def test_bookmarks_of_other_pipelines_do_not_count(project: Project) -> None:
    """They may be of a stream with the same name: rows behind theirs are compared."""
    work = Work((step("a", state_id="one"), step("b", state_id="two")))
    side = {"one": entry("2024-01-01"), "two": entry("2024-06-01")}
    assert watermarks(CONTRACT, project, work, [side, side]) == {}


def test_of_two_bookmarks_of_one_stream_nobody_knows_which(project: Project) -> None:
    """One pipeline may run twice, each time with a state of its own."""
    both = Work((step("a", state_id="one"), step("a", state_id="two")))
    ends = [{"one": entry(day), "two": entry(day)} for day in ("2024-01-01", "2024-01-02")]
    assert watermarks(CONTRACT, project, both, ends) == {}
