"""A pipeline is one step: both processes count, and so does each stream."""

import signal

from world import World, failure, materialized


def test_streams_become_materializations(world: World) -> None:
    """Each stream reports its records, also one without any."""
    world.steps = [["stream", "users", 3, "2"], ["stream", "orders", 0]]
    result = world.write().run()
    assert result.success
    assert materialized(result) == {"users": 3, "orders": 0}
    assert len(world.loaded) == 3
    assert world.bookmarks == {"users": {"id": "2"}}


def test_some_streams_only(world: World) -> None:
    """A run of one stream loads that one and keeps the bookmarks of the others."""
    world.steps = [["stream", "users", 1, "1"], ["stream", "orders", 1, "1"]]
    assert world.write().run().success
    world.steps = [
        ["stream", "users", 2, "2"],
        ["stream", "orders", 2, "2"],
        ["bookmark", "users", "9"],
    ]
    result = world.write().run(streams=("orders",))
    assert materialized(result) == {"orders": 2}
    assert [stream for stream, _ in world.loaded].count("users") == 1
    assert world.bookmarks == {"users": {"id": "1"}, "orders": {"id": "2"}}


def test_a_killed_tap_fails_the_step(world: World) -> None:
    """The target ends well when its input ends; the step must not."""
    world.steps = [["stream", "users", 1], ["stream", "orders", 1], ["die", signal.SIGKILL.value]]
    result = world.write().run()
    assert not result.success
    assert "tap-fake" in failure(result)
    assert "SIGKILL" in failure(result)


def test_a_tap_that_gives_up_fails_the_step(world: World) -> None:
    """An exit code of the tap is not covered by the target's."""
    world.steps = [["stream", "users", 1], ["stream", "orders", 1], ["exit", 7]]
    result = world.write().run()
    assert not result.success
    assert "exit code 7" in failure(result)


def test_a_target_that_gives_up_fails_the_step(world: World) -> None:
    """Nothing is stored that the target did not confirm."""
    world.steps = [["stream", "users", 5, "5"], ["stream", "orders", 1]]
    world.target["exit_code"] = 3
    result = world.write().run()
    assert not result.success
    assert "target-fake" in failure(result)
    assert world.bookmarks is None


def test_a_lost_stream_fails_the_step(world: World) -> None:
    """Dagster would skip a stream that yields nothing, without a word."""
    world.steps = [["stream", "users", 1]]
    result = world.write().run()
    assert not result.success
    assert "orders" in failure(result)


def test_a_stream_that_the_source_has_no_longer_fails_the_step(world: World) -> None:
    """Its catalog does not name it, so nobody deselected it."""
    world.steps = [["stream", "users", 1]]
    world.tap["streams"] = ["users"]
    result = world.write().run()
    assert not result.success
    assert "orders" in failure(result)
