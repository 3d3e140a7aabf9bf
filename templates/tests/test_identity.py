"""Which code ran: what a pair depends on is in its digest, and what it does not is not."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from world import World

from dagster_project.parallel_run import configured as configured_module
from dagster_project.parallel_run import identity
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import as_map
from dagster_project.singer.project import Project

PLUGIN = "plugins/loaders/target-fake.yaml"
CATALOG = "catalogs/tap-fake.json"
SWITCHES = "migration.yaml"
FILES = "files.yaml"
MELTANO = "the Meltano project"
TAP = "the configuration of `tap-fake`"


def append(path: Path) -> None:
    """Change a file, or make it."""
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")


def written(path: Path, text: str) -> Path:
    """Make a file with its folders."""
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


def different(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The parts that are others, by what messages call them."""
    old, new = as_map(before["parts"]), as_map(after["parts"])
    return [name for name in {**old, **new} if old.get(name) != new.get(name)]


def rename(path: Path) -> None:
    """Keep what a file says, and give it another name."""
    path.rename(path.with_name("other.py"))


def switch(runner: str, order: str) -> Callable[[Path], object]:
    """Write the switchboard."""
    job = {"scheduler": "dagster", "order": order}
    data = {"pipelines": {"a": {"runner": runner}}, "jobs": {"nightly": job}}
    return lambda path: path.write_text(yaml.safe_dump(data), encoding="utf-8")


def policy(**defaults: str) -> Callable[[Path], object]:
    """Write how files are imported."""
    return lambda path: path.write_text(yaml.safe_dump({"defaults": defaults}), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "change", "counts"),
    [
        ("dagster_project/a.py", append, True),
        ("dagster_project/a.py", rename, True),
        (PLUGIN, append, True),
        (CATALOG, append, True),
        (SWITCHES, switch("singer", "lineage"), True),
        # A pair runs every pipeline by this project, whoever runs it in production.
        (SWITCHES, switch("meltano", "strict"), False),
        (SWITCHES, switch("native", "strict"), True),
        (FILES, policy(mode="strict"), True),
        (FILES, policy(after_load="archive", archive="/srv/archive"), False),
        ("README.md", append, False),
    ],
)
def test_what_the_code_is(
    world: World, name: str, change: Callable[[Path], object], counts: bool
) -> None:
    """Of another code a verdict says nothing."""
    world.write()
    (world.output / "dagster_project").mkdir()
    append(world.output / "dagster_project" / "a.py")
    switch("singer", "strict")(world.output / SWITCHES)
    policy()(world.output / FILES)
    before = identity.code(Project.load())
    change(world.output / name)
    after = identity.code(Project.load())
    assert (before["generated"] != after["generated"]) == counts
    assert before["plugins"] == after["plugins"]


@pytest.fixture
def configured(world: World) -> World:
    """A project with Meltano's files beside it and settings of all kinds."""
    world.sources = {
        "color": [{"variables": ["TAP_FAKE_COLOR"]}, {"value": "red"}],
        "place": [{"value": "$MELTANO_PROJECT_ROOT/data"}],
    }
    world.target = {"path": "loaded.jsonl"}
    world.write()
    files = {
        "meltano.yml": "include_paths: [parts/*.yml]\nplugins: {}\n",
        "parts/one.yml": "jobs: []\n",
        "plugins/extractors/tap-fake.lock": "{}",
        "data/users.csv": "id\n1\n",
        ".env": "",
    }
    for name, text in files.items():
        path = world.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return world


@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        ("meltano.yml", "plugins: {extractors: []}", [MELTANO]),
        ("parts/one.yml", "jobs: [{name: a, tasks: [b]}]", [MELTANO]),
        ("plugins/extractors/tap-fake.lock", "{} ", [MELTANO]),
        ("meltano.yml", "# why\ninclude_paths: [ parts/*.yml ]\nplugins: {}", []),
        (".env", "TAP_FAKE_COLOR=blue", [TAP]),
        (".env", "OTHER=blue", []),
        ("data/users.csv", "id\n2\n", []),
        ("generated/state/dev/state.json", "{}", []),
    ],
)
def test_what_both_sides_read_counts(
    configured: World, name: str, text: str, changed: list[str]
) -> None:
    """Not what is loaded, nor bookmarks, nor comments."""
    before = identity.code(Project.load())
    path = configured.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    after = identity.code(Project.load())
    assert different(before, after) == changed
    assert (before["generated"] != after["generated"]) == bool(changed)


@pytest.mark.parametrize("paths", ["[/etc/*.yml]", "['']", "parts"])
def test_what_meltano_cannot_include_is_told(configured: World, paths: str) -> None:
    """Otherwise the files would be taken for none, and a change of theirs for no change."""
    (configured.root / "meltano.yml").write_text(f"include_paths: {paths}\n")
    with pytest.raises(KitError, match=r"`include_paths` of meltano\.yml cannot be followed"):
        identity.code(Project.load())


def test_a_variable_counts_and_a_secret_does_not(
    configured: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password may be changed between two pairs; it is in no digest."""
    secret = {"sensitive": True, "sources": [{"variables": ["TAP_FAKE_TOKEN"]}]}
    url = {"sources": [{"value": "api://me:$TAP_FAKE_TOKEN@host"}, {"variables": ["TAP_FAKE_URL"]}]}
    path = configured.output / "plugins" / "extractors" / "tap-fake.yaml"
    plugin = yaml.safe_load(path.read_text())
    plugin["settings"] |= {"token": secret, "url": url}
    path.write_text(yaml.safe_dump(plugin))
    monkeypatch.setenv("TAP_FAKE_TOKEN", "one-secret")
    before = identity.code(Project.load())
    monkeypatch.setenv("TAP_FAKE_TOKEN", "another-secret")
    assert different(before, identity.code(Project.load())) == []
    monkeypatch.setenv("TAP_FAKE_COLOR", "blue")
    assert different(before, identity.code(Project.load())) == [TAP]


def test_elsewhere_it_is_the_same(configured: World, tmp_path: Path) -> None:
    """Where the Meltano project is not, nothing is said of it; another folder is none either."""
    before = identity.parts(Project.load())
    (image := tmp_path / "image").mkdir()
    shutil.copytree(configured.output, image / "generated")
    shutil.copytree(configured.root / "data", image / "data")
    after = identity.parts(Project.load(image / "generated", image))
    assert set(before) - set(after) == {MELTANO}
    assert {name: before[name] for name in after} == after


def test_a_dbt_project_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files do, whichever names the dbt package gives."""
    world.write()
    model = written(world.root / "transform" / "models" / "a.sql", "select 1")
    dbt = SimpleNamespace(
        projects=list, run_files=lambda project: {"dbt-fake": {"models/a.sql": model}}
    )
    monkeypatch.setattr(configured_module, "_dbt", lambda name: dbt)
    before = identity.code(Project.load())
    model.write_text("select 2")
    assert different(before, identity.code(Project.load())) == ["the dbt project of `dbt-fake`"]


@pytest.mark.parametrize(
    "place", [".meltano/loaders/target-fake/venv", "generated/.venvs/loaders/target-fake"]
)
def test_plugins_of_both_sides_count(world: World, place: str) -> None:
    """Meltano's are others than this project's."""
    world.write()
    before = identity.code(Project.load())
    found = world.root / place / "lib" / "python3.12" / "site-packages" / "target-1.0.dist-info"
    found.mkdir(parents=True)
    after = identity.code(Project.load())
    assert before["plugins"] != after["plugins"]
    assert before["generated"] == after["generated"]


def test_without_git_there_is_no_commit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small images have none; the pair is as good."""
    world.write()
    monkeypatch.setenv("PATH", "/nowhere")
    assert identity.code(Project.load())["commit"] is None
