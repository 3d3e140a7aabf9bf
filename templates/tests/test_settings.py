"""Settings: the first source that is set, under the same variables as in Meltano."""

import pytest
from world import World, failure

COLOR: list[dict[str, object]] = [
    {"variables": ["TAP_FAKE_COLOR"]},
    {"environments": {"prod": "blue"}},
    {"value": "$BASE_COLOR"},
    {"default": "none"},
]


@pytest.fixture
def shown(world: World) -> World:
    """A project whose tap shows its setting `color`."""
    world.streams = ("shown",)
    world.steps = [["show", "color"]]
    world.sources["color"] = COLOR
    return world.write()


def color(world: World, tags: dict[str, str] | None = None) -> object:
    """The value that the tap got."""
    result = world.run(tags=tags)
    assert result.success, failure(result)
    return world.loaded[-1][1]["id"]


def test_the_value_of_the_plugin(shown: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """References are expanded when the run starts."""
    monkeypatch.setenv("BASE_COLOR", "red")
    assert color(shown) == "red"


def test_the_environment_comes_before(shown: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The active Meltano environment has values of its own."""
    monkeypatch.setenv("MELTANO_ENVIRONMENT", "prod")
    assert color(shown) == "blue"


def test_a_variable_comes_first(shown: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable overrides what meltano.yml says."""
    monkeypatch.setenv("MELTANO_ENVIRONMENT", "prod")
    monkeypatch.setenv("TAP_FAKE_COLOR", "white")
    assert color(shown) == "white"


def test_a_schedule_brings_its_variables(shown: World) -> None:
    """The `env` of a Meltano schedule reaches the runs that it starts."""
    assert color(shown, {"meltano/schedule": "nightly"}) == "green"


def test_an_unknown_environment_is_an_error(shown: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the environments there are."""
    monkeypatch.setenv("MELTANO_ENVIRONMENT", "staging")
    result = shown.run()
    assert not result.success
    assert "staging" in failure(result)
    assert "prod" in failure(result)
