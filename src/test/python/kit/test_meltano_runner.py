"""The runner `meltano`, with the real Meltano, and switching between the two runners."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest
import yaml
from conftest import BOTH, ENDLESS, MARK, World
from dagster_project.singer.meltano_runner import allowed, literal, meltano_uri

NAME = "tap_fake__target_fake"


def meltano_project(world: World) -> None:
    """Write the same plugins for Meltano itself."""

    def plugin(name: str, config: dict[str, object], capabilities: list[str]) -> dict[str, object]:
        return {
            "name": name,
            "namespace": name.replace("-", "_"),
            "executable": f"./bin/{name}",
            "capabilities": capabilities,
            "settings": [
                {"name": key, "kind": "array" if isinstance(value, list) else "string"}
                for key, value in config.items()
            ],
            "config": config,
        }

    tap = {"streams": list(world.streams), "trace": str(world.root / "trace.jsonl"), **world.tap}
    target = {"path": str(world.loaded), **world.target}
    document = {
        "version": 1,
        "project_id": "7f2f5b0e-93a1-4b7a-a9a5-0e8bb7c2d0ab",
        "send_anonymous_usage_stats": False,
        "default_environment": "dev",
        "environments": [{"name": "dev"}],
        "plugins": {
            "extractors": [plugin("tap-fake", tap, ["catalog", "discover", "state"])],
            "loaders": [plugin("target-fake", target, [])],
        },
    }
    (world.root / "meltano.yml").write_text(yaml.safe_dump(document, sort_keys=False))


def runner(world: World, name: str) -> None:
    world.yaml("migration.yaml", {"schema_version": 1, "pipelines": {NAME: {"runner": name}}})


@pytest.fixture
def meltano(monkeypatch: pytest.MonkeyPatch) -> str:
    default = Path.home() / ".cache" / "m2d" / "meltano-4.4.1" / "bin" / "meltano"
    found = os.environ.get("M2D_MELTANO") or str(default)
    if not Path(found).exists():
        pytest.fail(f"{found} is missing: run tools/setup")
    monkeypatch.setenv("M2D_MELTANO", found)
    return found


@pytest.mark.usefixtures("meltano")
def test_state_is_carried_from_runner_to_runner(world: World) -> None:
    starts = []
    for name, bookmark in (("meltano", 7), ("singer", 8), ("meltano", 9)):
        world.steps(["stream", "users", 3, bookmark], ["stream", "orders", 0]).write()
        meltano_project(world)
        runner(world, name)
        run = world.materialize()

        assert run.success, run.failure
        assert run.metadata["users"]["runner"].value == name
        assert run.metadata["users"]["bookmark"].value == str(bookmark)
        starts.append(world.trace[-1]["state"])

    assert starts == [None, {"bookmarks": {"users": 7}}, {"bookmarks": {"users": 8}}]
    assert world.state()["completed"] == {"singer_state": {"bookmarks": {"users": 9}}}


@pytest.mark.usefixtures("meltano")
def test_a_failure_of_meltano(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    world.steps(*BOTH, ["error", "no such table\n"], ["leave", 3]).write()
    meltano_project(world)
    runner(world, "meltano")

    run = world.materialize()

    assert run.failure.startswith("command `meltano` ended with exit code 1")
    assert "no such table" in capfd.readouterr().err


@pytest.mark.usefixtures("meltano")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_after_the_end_of_a_run_of_meltano(world: World, number: signal.Signals) -> None:
    """Terminated, it can be repeated at once; killed, it is named by Meltano's own rule of 5 minutes."""
    world.steps(["stream", "users"], MARK, ENDLESS).write()
    meltano_project(world)
    runner(world, "meltano")
    process = world.in_the_background("in_process")
    world.wait_for(lambda: world.is_running() and world.state(), 120)

    process.send_signal(number)
    process.wait(60)

    world.wait_for(lambda: not world.processes())
    assert world.state()["completed"]["singer_state"] == MARK[1]
    world.steps(*BOTH).write()
    meltano_project(world)
    run = world.materialize()
    if number == signal.SIGKILL:
        assert "was ended from outside" in run.log
        assert "pipeline is already running which started at" in run.last_lines
    else:
        assert run.success, run.failure
        assert world.trace[-1]["state"] == MARK[1]


@pytest.mark.usefixtures("meltano")
def test_a_subset_with_meltano(world: World) -> None:
    world.steps(["stream", "users", 3, 7], ["stream", "orders", 1, 8]).write()
    meltano_project(world)
    runner(world, "meltano")
    world.materialize()
    world.steps(["stream", "users", 3, 9], ["stream", "orders", 1, 10]).write()
    meltano_project(world)

    run = world.materialize(selection=["orders"])

    assert run.success, run.failure
    assert list(run.metadata) == ["orders"]
    chosen = [
        stream["tap_stream_id"]
        for stream in world.trace[-1]["catalog"]["streams"]
        if stream["metadata"][0]["metadata"].get("selected")
    ]
    assert chosen == ["orders"]


@pytest.mark.usefixtures("meltano")
def test_a_state_id_of_its_own(world: World) -> None:
    world.steps(*BOTH).write()
    meltano_project(world)
    runner(world, "meltano")

    run = world.materialize(state_id="nightly")

    assert run.success, run.failure
    assert world.state("nightly") is not None


@pytest.mark.parametrize("vault", [None, "from-the-vault"])
def test_secrets_that_stand_in_meltano_yml_are_left_to_meltano(
    world: World, monkeypatch: pytest.MonkeyPatch, vault: str | None
) -> None:
    """As variables they would win over what an environment says, and their references would not count."""
    meltano = world.root / "meltano"
    seen = world.root / "seen.json"
    meltano.write_text(
        f"#!{sys.executable}\nimport json, os\njson.dump(dict(os.environ), open({str(seen)!r}, 'w'))\n"
    )
    meltano.chmod(0o755)
    monkeypatch.setenv("M2D_MELTANO", str(meltano))
    if vault:
        monkeypatch.setenv("TAP_FAKE_SECRET", vault)
    world.tap["secret"] = {"$secret": "TAP_FAKE_SECRET"}
    world.write()
    runner(world, "meltano")
    (world.output / ".env").write_text("TAP_FAKE_SECRET=base-$HOME\nANOTHER=one\n")

    run = world.materialize()

    assert run.success, run.failure
    environment = json.loads(seen.read_text())
    assert environment.get("TAP_FAKE_SECRET") == vault
    assert environment["ANOTHER"] == "one"


def test_without_meltano(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M2D_MELTANO", "no-such-meltano")
    world.write()
    runner(world, "meltano")

    assert "the command `no-such-meltano` was not found" in world.materialize().failure


def test_patterns() -> None:
    assert allowed("users", []) and allowed("users", ["u*"]) and allowed("users", ["!orders"])
    assert not allowed("users", ["orders"]) and not allowed("users", ["*", "!users"])
    assert literal("a*b[c]?") == "a[*]b[[]c][?]"


def test_the_name_of_the_store(tmp_path: Path) -> None:
    assert meltano_uri(str(tmp_path)) == f"file://{tmp_path}"
    assert meltano_uri("s3://bucket/prefix") == "s3://bucket/prefix"
