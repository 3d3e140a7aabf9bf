"""The kit beside the real Meltano, on the same projects: every value, every variable, every catalog."""

import json
import os
import subprocess
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import judge
import pytest
import yaml
from dagster_project.singer import cast
from dagster_project.singer.catalog import prepare_catalog
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.settings import resolve
from dagster_project.singer.state import StateStore

pytestmark = pytest.mark.skipif(
    not judge.is_there(), reason="needs tools/setup meltano and ../shared"
)

HOME = "/home/tester"
# Files that Meltano itself writes for these two, which are no Singer plugins and not run by the kit.
OTHERS = ("orchestrators/airflow", "utilities/superset")
CASES = Path(__file__).with_name("cases")
# Small ones of many kinds: inheritance, lock files, mappers, environments, dbt, custom plugins.
CORPUS = (
    "Emii-lia__meltano-station",
    "edgarrmondragon__meltano-dogfood",
    "meltano__meltano-examples__csv-to-jsonl",
    "quantile-development__dagster-ext__project",
)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    real = cast.to_iso
    moment = datetime.fromisoformat(judge.NOW)
    monkeypatch.setattr(cast, "to_iso", lambda text, name: real(text, name, moment))


class Sides:
    """A project on both sides."""

    def __init__(self, root, described, document):
        self.root = root
        self.output, self.names = described
        self.variables = variables_of(root)
        self.document = document

    def load(self, environment):
        process = {"PATH": os.environ["PATH"], "HOME": HOME, "LANG": "C.UTF-8", **self.variables}
        chosen = {"MELTANO_ENVIRONMENT": environment or "null"}
        return Project.load(self.output, self.root, {**process, **chosen})

    def plain(self, value):
        """As the oracle prints it."""
        if isinstance(value, str):
            return value.replace(str(self.root.resolve()), "<PROJECT>").replace(HOME, "<HOME>")
        if isinstance(value, dict):
            return {k: self.plain(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.plain(v) for v in value]
        return {"$decimal": str(value)} if isinstance(value, Decimal) else value

    def differences(self):
        found, compared = [], 0
        for level in self.document["resolved"]:
            project = self.load(level["environment"])
            for name in (n for n in self.names if n not in OTHERS):
                theirs = level["plugins"][name]
                where = f"{level['environment']}: {name}"
                compared += 1
                try:
                    ours = resolve(project, project.plugin(*name.split("/", 1)))
                except KitError as e:
                    if not theirs.get("errors"):
                        found.append((where, "kit", str(e), None))
                    continue
                if theirs.get("errors"):
                    found.append((where, "meltano", None, theirs["errors"]))
                found += [(where, *d) for d in self._plugin(ours, theirs, level["project_env"])]
        return found, compared

    def _plugin(self, ours, theirs, project_env):
        sides = {
            "config": (ours.config, theirs["config"]),
            "extras": (ours.extras, theirs["extras"]),
            "settings_env": (ours.exports, theirs["settings_env"]),
        }
        for what, (mine, real) in sides.items():
            mine = self.plain(mine)
            for key in {*mine, *real}:
                if mine.get(key, "-") != real.get(key, "-"):
                    yield f"{what}.{key}", mine.get(key, "-"), real.get(key, "-")
        env = self.plain(ours.process_env)
        for key, real in theirs["process_env"].items():
            if key != "VIRTUAL_ENV" and env.get(key) != real:
                yield f"process_env.{key}", env.get(key), real
        for key in project_env:
            if key not in env:
                yield f"project_env.{key}", None, project_env[key]
        for command, real in theirs["commands"].items():
            mine = self.plain(ours.argv(command))
            if isinstance(real, list) and mine[1:] != real[1:]:
                yield f"command.{command}", mine, real


def write(root, files):
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        )


def variables_of(root):
    """`variables.json` of a case: the process it runs in."""
    file = root / "variables.json"
    return json.loads(file.read_text()) if file.exists() else {}


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


def pipeline_differences(sides, environment, block):
    """Inside a block, where a target sees its tap, and a mapper runs with a mapping."""
    if block["type"] != "extract_load":
        return []
    project = sides.load(environment)
    upstream, found = {}, []
    for real in block["plugins"]:
        plugin = project.plugin(*real["id"].split("/", 1))
        ours = resolve(project, plugin, upstream=upstream, mapping=real.get("mapping"))
        if sides.plain(ours.config) != real["config"]:
            found.append((real["id"], sides.plain(ours.config), real["config"]))
        upstream = ours.pipeline_env()
    return found


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
