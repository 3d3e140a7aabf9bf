"""A pipeline as an asset step: what is materialized, what is stored, what is warned about."""

import json

import dagster as dg
import pytest
from conftest import BOTH, World
from dagster_project.singer import ANY_STREAM, Stream


def test_loads_each_stream(world: World) -> None:
    world.steps(*BOTH).write()

    run = world.materialize()

    assert run.success
    assert run.records == {"users": 3, "orders": 0}
    assert world.loaded.read_text().count('"RECORD"') == 3
    assert world.state() == {
        "completed": {"singer_state": {"bookmarks": {"users": 7}}},
        "partial": {},
    }


def test_metadata_of_a_stream(world: World) -> None:
    world.steps(*BOTH).write()

    metadata = world.materialize().metadata["users"]

    columns = metadata["dagster/column_schema"].schema.columns
    assert [(column.name, column.type) for column in columns] == [
        ("id", "integer"),
        ("text", "string"),
    ]
    assert columns[0].constraints.unique
    assert metadata["dagster/table_name"].value == "raw.users"
    assert metadata["bookmark"].value == "7"
    assert metadata["state_id"].value == "dev:tap-fake-to-target-fake"
    assert metadata["runner"].value == "singer"
    assert metadata["duration_seconds"].value > 0
    assert len(metadata) == 7


def test_starts_plugins_as_meltano_does(world: World) -> None:
    world.steps(*BOTH).write()
    world.materialize()

    world.materialize()

    discovery, _, discovery_again, tap = world.trace
    folder = tap["argv"][1].rpartition("/")[0]
    names = ["tap.config.json", "tap.properties.json", "state.json"]
    config, catalog, state = (f"{folder}/{name}" for name in names)
    assert discovery["argv"][2:] == ["--discover"]
    assert discovery_again["argv"][2:] == ["--discover"]
    assert tap["argv"] == ["--config", config, "--catalog", catalog, "--state", state]
    assert tap["cwd"] == str(world.root)
    assert tap["mode"] == "0o100600"
    assert tap["folder_mode"] == "0o40700"
    assert tap["state"] == {"bookmarks": {"users": 7}}


def test_a_tap_with_properties(world: World) -> None:
    world.capabilities = ("properties", "discover")
    world.steps(*BOTH).write()

    assert world.materialize().success
    assert "--properties" in world.trace[-1]["argv"]


def test_a_tap_that_can_do_nothing(world: World) -> None:
    world.capabilities = ()
    world.steps(*BOTH).write()

    assert world.materialize().records == {"users": 3, "orders": 0}
    assert world.trace[-1]["argv"][2:] == []
    assert world.state() is not None


def test_a_subset_loads_its_streams_only(world: World) -> None:
    world.steps(["stream", "users", 3, 7], ["stream", "orders", 2, 8]).write()
    world.materialize()
    world.steps(["stream", "users", 1, 9], ["stream", "orders", 1, 10]).write()

    run = world.materialize(selection=["orders"])

    assert run.records == {"orders": 1}
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 7, "orders": 10}}


def test_a_subset_keeps_the_bookmarks_of_other_streams(world: World) -> None:
    world.steps(["stream", "users", 3, 7], ["stream", "orders", 2, 8]).write()
    world.materialize()
    stale = {"bookmarks": {"users": 0, "orders": {"at": 2}}}
    world.steps(["stream", "orders", 1], ["state", stale]).write()

    assert world.materialize(selection=["orders"]).success

    marks = world.state()["completed"]["singer_state"]["bookmarks"]
    assert marks == {"users": 7, "orders": {"at": 2}}


def test_a_subset_starts_from_a_state_file_and_keeps_what_is_stored(world: World) -> None:
    world.steps(["stream", "users", 3, 7], ["stream", "orders", 2, 8]).write()
    world.materialize()
    world.extras = {"_state": "start.json"}
    (world.root / "start.json").write_text('{"bookmarks": {"users": 1, "orders": 1}}')
    world.steps(["stream", "users", 1, 9], ["stream", "orders", 1, 10]).write()

    assert world.materialize(selection=["orders"]).success

    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 7, "orders": 10}}


def test_a_subset_of_a_tap_that_takes_no_state_keeps_what_is_stored(world: World) -> None:
    world.capabilities = ("catalog", "discover")
    world.steps(["stream", "users", 3, 7], ["stream", "orders", 2, 8]).write()
    world.materialize()

    assert world.materialize(selection=["orders"]).success

    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 7, "orders": 8}}


def test_a_subset_of_a_tap_without_catalog_is_a_warning(world: World) -> None:
    world.capabilities = ()
    world.steps(*BOTH).write()

    run = world.materialize(selection=["orders"])

    assert run.records == {"orders": 0}
    assert "cannot load some of its streams only" in run.log


def test_full_refresh_is_merged_into_the_partial_state(world: World) -> None:
    world.steps(*BOTH).write()
    world.materialize()
    world.steps(["stream", "users", 3, 9], ["stream", "orders", 0]).write()

    assert world.materialize(full_refresh=True).success

    assert world.trace[-1]["state"] is None
    assert world.state() == {
        "completed": {"singer_state": {"bookmarks": {"users": 7}}},
        "partial": {"singer_state": {"bookmarks": {"users": 9}}},
    }


def test_a_lost_stream_fails_and_the_others_are_kept(world: World) -> None:
    world.steps(["stream", "users", 3, 7]).write()

    run = world.materialize()

    assert not run.success
    assert run.records == {"users": 3}
    assert "the tap emitted no schema: `orders`" in run.failure
    assert world.state() is not None


def test_a_stream_that_the_source_has_no_longer_is_lost(world: World) -> None:
    world.steps(["stream", "users", 3, 7])
    world.tap["streams"] = ["users"]
    world.write()

    run = world.materialize()

    assert run.records == {"users": 3}
    assert "`orders`" in run.failure
    assert world.materialize(selection=["users"]).success


@pytest.mark.parametrize("extras", [{"_select": ["users"]}, {"_select_filter": ["!orders"]}])
def test_a_stream_that_nobody_selects_may_go(world: World, extras: dict[str, object]) -> None:
    world.extras = extras
    world.steps(["stream", "users", 3, 7])
    world.tap["streams"] = ["users"]
    world.write()

    run = world.materialize()

    assert run.success
    assert "stream `orders` is deselected" in run.log


def test_a_deselected_stream_is_not_materialized(world: World) -> None:
    world.extras = {"_select": ["users.*"]}
    world.steps(*BOTH).write()

    run = world.materialize()

    assert run.success
    assert run.records == {"users": 3}
    assert "stream `orders` is deselected" in run.log


def test_a_stream_without_an_asset_is_a_warning(world: World) -> None:
    world.steps(*BOTH, ["stream", "secret_plans", 4]).write()
    world.tap["streams"] = ["users", "orders", "secret_plans"]
    world.write()

    run = world.materialize()

    assert run.success
    assert run.records == {"users": 3, "orders": 0}
    assert "streams without an asset were loaded: `secret_plans` (4 records)" in run.log


def test_records_in_batches_are_not_counted_as_none(world: World) -> None:
    batch = {"type": "BATCH", "stream": "users", "encoding": {"format": "jsonl"}, "manifest": []}
    world.steps(
        ["schema", "users"], ["raw", json.dumps(batch) + "\n"], ["stream", "orders"]
    ).write()

    run = world.materialize()

    assert "records_loaded" not in run.metadata["users"]
    assert run.metadata["users"]["batches_loaded"].value == 1
    assert run.metadata["orders"]["records_loaded"].value == 0
    assert "batches_loaded" not in run.metadata["orders"]


@pytest.mark.parametrize("pip_url", [None, "tap-fake"])
def test_a_cache_that_cannot_be_written_stops_no_run(world: World, pip_url: str | None) -> None:
    world.steps(*BOTH).write()
    path = world.output / "plugins" / "extractors" / "tap-fake.yaml"
    path.write_text(path.read_text().replace("pip_url: null", f"pip_url: {pip_url or 'null'}"))
    (world.output / ".cache").write_text("no folder")

    run = world.materialize()

    assert run.success, run.failure
    assert "runs with one state are not kept apart" in run.log


def test_a_select_filter(world: World) -> None:
    world.steps(*BOTH).write()

    run = world.materialize(select_filter=["!orders"])

    assert run.records == {"users": 3}


def test_one_asset_for_all_streams(world: World) -> None:
    world.steps(*BOTH).write()
    pipeline = world.pipeline(streams=(Stream(ANY_STREAM, key=("tap_fake", "target_fake")),))

    run = world.materialize(pipeline)

    assert run.records == {"target_fake": 3}


def test_one_asset_for_all_streams_notices_a_lost_one(world: World) -> None:
    world.steps(["stream", "users", 3]).write()
    pipeline = world.pipeline(streams=(Stream(ANY_STREAM, key=("tap_fake", "target_fake")),))

    run = world.materialize(pipeline)

    assert "no schema: `orders`" in run.failure


def test_state_id_and_suffix(world: World) -> None:
    world.steps(*BOTH).write()

    assert world.materialize(state_id="nightly").success
    assert world.materialize(state_id_suffix="eu").success

    assert world.state("nightly") is not None
    assert world.state("dev:tap-fake-to-target-fake:eu") is not None
    assert world.state() is None


def test_an_environment_is_needed(world: World) -> None:
    world.steps(*BOTH).write()
    path = world.output / "plugins" / "project.yaml"
    path.write_text(path.read_text().replace("default_environment: dev", ""))

    run = world.materialize()

    assert run.failure.startswith("A Meltano environment must be specified")
    assert "MELTANO_ENVIRONMENT" in run.failure
    assert world.materialize(state_id="nightly").success


def test_a_state_file_overrides_the_store(world: World) -> None:
    world.extras = {"_state": "start.json"}
    (world.root / "start.json").write_text('{"bookmarks": {"users": 1}}')
    world.steps(*BOTH).write()

    world.materialize()

    assert world.trace[-1]["state"] == {"bookmarks": {"users": 1}}


def test_messages_pass_untouched(world: World) -> None:
    text = (
        '{"type":"SCHEMA","stream":"users","schema":{},"key_properties":[]}\n\n'
        '{"type":"SCHEMA","stream":"orders","schema":{},"key_properties":[]}\r\n'
        '{ "record": {"a": "\\u00e9}"} , "stream" : "us\\u0065rs","type":"RECORD" }\n'
        '{"type":"ACTIVATE_VERSION","stream":"users","version":1}\n   \nnot json at all\n'
        '{"type":"RECORD","stream":"users","record":{"a":"ü"}}'
    )
    world.steps(["raw", text]).write()

    run = world.materialize()

    assert run.success
    assert run.records == {"users": 2, "orders": 0}
    assert world.loaded.read_bytes().decode() == "\n".join(
        line for line in text.split("\n") if line.strip()
    )


def mapped(world: World, **config: object) -> dict[str, object]:
    """Put a mapper between tap and target."""
    world.write()
    world.plugin("mappers", "mapper-fake", "fake_mapper.py", {}, mappings={"hide": dict(config)})
    return {"mappings": ("hide",), "mappers": ("mapper-fake",)}


def test_a_mapper(world: World) -> None:
    world.steps(*BOTH)
    pipeline = world.pipeline(**mapped(world))

    run = world.materialize(pipeline)

    assert run.success
    assert run.records == {"users": 3, "orders": 0}


def test_a_mapper_that_drops_a_stream(world: World) -> None:
    world.steps(*BOTH)
    pipeline = world.pipeline(**mapped(world, drop=["orders"]))

    run = world.materialize(pipeline)

    assert run.success
    assert run.records == {"users": 3}
    assert "stream `orders` ended in a mapper" in run.log


def test_a_missing_executable_names_the_command_that_installs(world: World) -> None:
    world.write()
    path = world.output / "plugins" / "extractors" / "tap-fake.yaml"
    path.write_text(path.read_text().replace("venv: null", "venv: extractors/tap-fake"))

    run = world.materialize()

    assert "python -m dagster_project.singer install tap-fake" in run.failure


def test_secrets_are_nowhere(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    secret = 'pa"ss wörd/1'
    world.tap["secret"] = secret
    world.steps(
        ["stream", "users", 1, {"token": secret}],
        ["stream", "orders"],
        ["error", f"connecting with {secret}\n"],
        ["error", json.dumps({"password": secret}) + "\n"],
        ["leave", 3],
    ).write()

    run = world.materialize()

    output = capfd.readouterr()
    events = "".join(str(entry) for entry in run.instance.all_logs(run.result.run_id))
    for form in (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]):
        assert form not in output.err + output.out
        assert form not in events
    assert "tap-fake | connecting with ***" in output.err


def test_a_bookmark_with_a_secret_is_not_shown(world: World) -> None:
    world.tap["secret"] = "hunter22"
    world.steps(["stream", "users", 1, {"next": "?token=hunter22"}], ["stream", "orders"]).write()

    run = world.materialize()

    assert run.success
    assert "bookmark" not in run.metadata["users"]


def test_the_specs_say_what_they_are(world: World) -> None:
    [users, _] = world.pipeline(group="tap_fake", code_version="1").specs()

    assert users.key == dg.AssetKey(["raw", "users"])
    assert users.group_name == "tap_fake"
    assert users.metadata["meltano/block"] == "tap-fake target-fake"
    assert world.pipeline().pool == "tap-fake-to-target-fake"
