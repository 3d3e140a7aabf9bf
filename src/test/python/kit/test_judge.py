"""The kit beside the real Meltano, on the same projects: every value, every variable, every catalog."""

import json
import os
import subprocess
from pathlib import Path

import judge
import pytest
from dagster_project.singer.catalog import prepare_catalog
from dagster_project.singer.project import Project
from dagster_project.singer.settings import resolve
from dagster_project.singer.state import StateStore
from sides import Sides, now, pipeline_differences, variables_of, write  # noqa: F401 (a fixture)

pytestmark = pytest.mark.skipif(
    not judge.is_there(), reason="needs tools/setup meltano and ../shared"
)

CASES = Path(__file__).with_name("cases")
# Small ones of many kinds: inheritance, lock files, mappers, environments, dbt, custom plugins.
CORPUS = (
    "Emii-lia__meltano-station",
    "edgarrmondragon__meltano-dogfood",
    "meltano__meltano-examples__csv-to-jsonl",
    "quantile-development__dagster-ext__project",
)


ROOTS = [*(judge.CORPUS / name for name in CORPUS), *sorted(CASES.iterdir())]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """All projects on both sides; Meltano starts twice for all of them."""
    folder = tmp_path_factory.mktemp("judge")
    described = judge.describe(ROOTS, folder)
    requests = [{"project": str(root), "env": variables_of(root)} for root in ROOTS]
    documents = judge.ask(requests, folder)
    return {r.name: Sides(r, d, doc) for r, d, doc in zip(ROOTS, described, documents, strict=True)}


@pytest.mark.parametrize("name", [root.name for root in ROOTS])
def test_every_value_is_meltanos(name, both):
    sides = both[name]
    found, compared = sides.differences()
    assert found == []
    assert compared > 0
    for level in sides.document["resolved"]:
        for text, run in level["jobs"].items():
            for block in run.get("blocks", []):
                assert pipeline_differences(sides, level["environment"], block) == [], text


SELECTIONS = {
    "default": {},
    "nested": {"select": ["users.email", "users.address.city", "!orders.*"]},
    "excludes": {"select": ["!users.email", "users.*", "orders"]},
    "wild": {"select": ["*.id", "*.*.lat", "!users"]},
    "escaped": {"select": [r"a\.b.x", "users.addr*", "?rders.[it]*"]},
    "filter": {"select_filter": ["users", "!orders"]},
    "metadata": {
        "select": ["users.*", "orders"],
        "metadata": {
            "*": {"replication-method": "FULL_TABLE"},
            "users": {"replication-key": "email", "email": {"selected": False}, "is-view": True},
            "a?b": {"x": {"y": {"z": 1}}},
        },
    },
    "schema": {
        "schema": {
            "users": {
                "email": {"type": "string"},
                "address": {"type": "object"},
                "new": {"type": "x"},
            },
            "*": {"*_at": {"type": "string"}, "addr*": {"type": "z"}},
        }
    },
}
ODD = {
    "streams": [
        {
            "tap_stream_id": "odd",
            "metadata": [
                {"breadcrumb": ["properties", "a-b"], "metadata": {"inclusion": "available"}}
            ],
            "schema": {
                "properties": {
                    "a-b": {"type": "string"},
                    "plain": {"anyOf": [{"properties": {"deep": {"type": "string"}}}]},
                    "list": {"items": {"properties": {"deep": {"type": "string"}}}},
                    "map": {"properties": {"x": {"properties": {"y": {}}}}},
                    "created_at": {"type": "integer"},
                }
            },
        },
        {"tap_stream_id": "bare"},
    ]
}


FLAGS = {"--catalog": ["catalog", "discover"], "--properties": ["properties", "discover"]}
TAPS = [(name, flag) for name in SELECTIONS for flag in FLAGS]


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory):
    """A project with a tap for each selection, and Meltano's answers."""
    from test_catalog import DISCOVERED

    folder = tmp_path_factory.mktemp("catalogs")
    catalog = {"streams": DISCOVERED["streams"] + ODD["streams"]}
    taps = [
        {"name": f"tap-{n}", "namespace": f"ns{n}", "capabilities": FLAGS[flag], **SELECTIONS[name]}
        for n, (name, flag) in enumerate(TAPS)
    ]
    root = folder / "project"
    write(root, {"meltano.yml": {"plugins": {"extractors": taps}}})
    file = folder / "catalog.json"
    file.write_text(json.dumps(catalog))
    common = {"project": str(root), "environment": None, "catalog": str(file)}
    documents = judge.ask([{**common, "tap": tap["name"]} for tap in taps], folder)
    ((output, _),) = judge.describe([root], folder)
    project = Project.load(output, root, {"PATH": "/bin"})
    answers = [document["resolved"][0]["catalog"] for document in documents]
    return project, catalog, dict(zip(TAPS, enumerate(answers), strict=True))


@pytest.mark.parametrize(("name", "flag"), TAPS)
def test_every_catalog_is_meltanos(name, flag, catalogs):
    project, catalog, answers = catalogs
    number, real = answers[name, flag]
    resolved = resolve(project, project.plugin("extractors", f"tap-{number}"))
    ours = prepare_catalog(project, resolved, lambda _: json.dumps(catalog).encode())
    assert ours.json == real["catalog"]
    assert ours.flag == real["passed"] == flag
    assert {k: sorted(v) for k, v in ours.selected.items()} == {
        k: sorted(v) for k, v in real["selected"].items()
    }


@pytest.fixture
def meltano(tmp_path):
    """`meltano …` in a project with an active environment."""
    root = tmp_path / "meltano"
    write(root, {"meltano.yml": {"environments": [{"name": "dev"}], "default_environment": "dev"}})
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "0",
    }

    def run(*arguments, **more):
        command = [str(judge.PYTHON.with_name("meltano")), *arguments]
        done = subprocess.run(command, cwd=root, env=env | more, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run.root = root
    return run


def test_meltano_reads_the_store_and_the_store_reads_meltano(meltano, tmp_path):
    state_id = "dev:tap-x-to-target-y"
    store = StateStore(str(tmp_path / "states"))
    store.write(state_id, {"bookmarks": {"a": 1, "b": 1}}, complete=True)
    store.write(state_id, {"bookmarks": {"a": 2}}, complete=False)
    backend = {"MELTANO_STATE_BACKEND_URI": f"file://{tmp_path}/states"}
    got = json.loads(meltano("state", "get", state_id, **backend))
    assert got == {"singer_state": {"bookmarks": {"a": 2, "b": 1}}}
    meltano(
        "state", "set", "--force", state_id, '{"singer_state": {"bookmarks": {"a": 9}}}', **backend
    )
    assert store.read(state_id) == {"bookmarks": {"a": 9}}


def test_bookmarks_move_through_the_system_database(meltano, tmp_path, monkeypatch):
    from dagster_project.singer.__main__ import main

    state_id = "dev:tap-x-to-target-y"
    meltano("state", "set", "--force", state_id, '{"singer_state": {"bookmarks": {"a": 9}}}')
    output = tmp_path / "out"
    write(output, {"plugins/project.yaml": {"schema_version": 1, "environments": {}}})
    for name, value in (
        ("M2D_OUTPUT", str(output)),
        ("MELTANO_PROJECT_ROOT", str(meltano.root)),
        ("M2D_MELTANO", str(judge.PYTHON.with_name("meltano"))),
        ("HOME", str(tmp_path)),
        ("MELTANO_SEND_ANONYMOUS_USAGE_STATS", "0"),
    ):
        monkeypatch.setenv(name, value)
    assert main(["state", "import"]) == 0
    store = StateStore(str(output / "state"))
    assert store.read(state_id) == {"bookmarks": {"a": 9}}
    store.write(state_id, {"bookmarks": {"a": 10}}, complete=True)
    assert main(["state", "export", "meltano"]) == 0
    assert json.loads(meltano("state", "get", state_id)) == {
        "singer_state": {"bookmarks": {"a": 10}}
    }
