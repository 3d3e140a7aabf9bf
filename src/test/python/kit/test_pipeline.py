"""A pipeline as an asset step: what is materialized, what is stored, what is warned about."""

from conftest import World


def test_loads_each_stream(world: World) -> None:
    world.steps(["stream", "users", 3, 7], ["stream", "orders", 0]).write()

    run = world.materialize()

    assert run.success
    assert run.records == {"users": 3, "orders": 0}
    assert world.loaded.read_text().count('"RECORD"') == 3
    assert world.state() == {
        "completed": {"singer_state": {"bookmarks": {"users": 7}}},
        "partial": {},
    }
