"""A dbt project on a real PostgreSQL, with the generated project that runs it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dagster as dg
import psycopg
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[4]
HERE = Path(__file__).parent
# A namespace package: the kit of templates/, and dbt_assets.py as a generated project has it.
PATH = [str(ROOT / "templates"), str(HERE / "location")]
sys.path[:0] = [*PATH, str(HERE), str(ROOT / "tools")]

import sides  # noqa: E402
import warm  # noqa: E402

COMMANDS = {
    "build": "build",
    "freshness": "source freshness",
    "one": "run --select orders",
    "other": "run --select regional_orders",
    "run": "run",
    "seed": "seed",
    "snapshot": "snapshot",
    "test": "test",
}


@pytest.fixture(scope="session", autouse=True)
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Start every dbt of the environment with the imports done."""
    python = Path(sys.executable)
    programs = warm.Warm(python, os.environ, warm.DBT)
    beside = warm.overlaid(python, tmp_path_factory.mktemp("programs") / "dagster")
    warm.stand_in(beside.with_name("dbt"), python.with_name("dbt"), programs.address)
    sys.executable = str(beside)
    yield
    sys.executable = str(python)
    programs.close()


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """URL of a PostgreSQL; DATABASE_URL when it is given."""
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    with sides.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Meltano project with a generated project and its manifest, parsed once without a database."""
    root = tmp_path_factory.mktemp("shop")
    shutil.copytree(HERE / "project", root / "transform")
    output = root / "dagster_project"
    write(output / "plugins" / "project.yaml", project_file())
    write(output / "plugins" / "utilities" / "dbt-postgres.yaml", plugin_file())
    write(output / "dbt" / "dbt-postgres" / "models.yaml", models_file())
    env = {
        **os.environ,
        "M2D_OUTPUT": str(output),
        "MELTANO_PROJECT_ROOT": str(root),
        "PYTHONPATH": os.pathsep.join(PATH),
    }
    prepare = [sys.executable, "-m", "dagster_project.dbt", "prepare"]
    done = subprocess.run(prepare, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (root / "prepare.log").write_text(done.stdout + done.stderr)
    return root


@pytest.fixture
def shop(built: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, its variables set, on an empty schema with two orders."""
    url = urlsplit(database)
    settings = {
        "M2D_OUTPUT": str(built / "dagster_project"),
        "MELTANO_PROJECT_ROOT": str(built),
        "DBT_POSTGRES_HOST": url.hostname or "",
        "DBT_POSTGRES_PORT": str(url.port or 5432),
        "DBT_POSTGRES_USER": unquote(url.username or ""),
        "DBT_POSTGRES_PASSWORD": unquote(url.password or ""),
        "DBT_POSTGRES_DBNAME": url.path.strip("/"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("drop schema if exists analytics cascade")
        connection.execute("drop schema if exists raw cascade")
        connection.execute("create schema raw")
        connection.execute("create table raw.orders as select 1 as id, 1 as region_id")
        connection.execute("insert into raw.orders values (2, 2)")
    return built


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """A Dagster instance of its own."""
    with dg.instance_for_test() as made:
        yield made


def project_file() -> dict[str, object]:
    return {
        "schema_version": 1,
        "project": {"name": "shop", "id": None},
        "default_environment": "dev",
        "environments": {"dev": {"env": {}}},
        "env": {},
        "settings": {},
        "schedules": {"nightly": {"env": {"DBT_POSTGRES_SCHEMA": "nightly"}}},
    }


def plugin_file() -> dict[str, object]:
    root = "$MELTANO_PROJECT_ROOT"
    values = {
        "project_dir": f"{root}/transform",
        "profiles_dir": f"{root}/transform/profiles",
        "target_path": f"{root}/.meltano/transformers/dbt/target",
    }
    settings: dict[str, object] = {}
    for name, value in values.items():
        variable = f"DBT_{name.upper()}"
        settings[name] = {
            "sources": [{"variables": [variable]}, {"default": value}],
            "exports": [variable],
        }
    for name in ("host", "port", "user", "password", "dbname", "schema"):
        variable = f"DBT_POSTGRES_{name.upper()}"
        sources: list[object] = [{"variables": [variable]}]
        if name == "schema":
            sources.append({"value": "analytics"})
        settings[name] = {"sources": sources, "exports": [variable]}
        if name == "password":
            settings[name] |= {"sensitive": True}
    return {
        "schema_version": 1,
        "type": "utilities",
        "name": "dbt-postgres",
        "namespace": "dbt_postgres",
        "variant": "dbt-labs",
        "parent": None,
        "package": {"pip_url": None, "python": None, "venv": None},
        "executable": "dbt_invoker",
        "working_directory": "project",
        "capabilities": [],
        "env": {"plugin": {}, "environments": {}},
        "settings": settings,
        "extras": {},
        "commands": {name: {"args": args} for name, args in COMMANDS.items()},
    }


def models_file() -> dict[str, object]:
    nodes = [
        {
            "name": "orders",
            "resource_type": "model",
            "key": ["orders"],
            "deps": [["raw", "orders"]],
        },
        {"name": "regions", "resource_type": "seed", "key": ["regions"], "deps": []},
    ]
    return {"schema_version": 1, "nodes": nodes}


def write(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, sort_keys=False))
