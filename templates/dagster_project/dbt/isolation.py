"""dbt in a parallel run: models go to schemas of the side, sources come from there."""

import json
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dagster as dg
import yaml

from dagster_project.dbt.command import DbtCommand, command_of
from dagster_project.dbt.definitions import PROJECT_TAG
from dagster_project.dbt.graph import graph_of
from dagster_project.dbt.hooks import check_hooks
from dagster_project.dbt.prepare import projects
from dagster_project.dbt.project import PREPARE, DbtProject
from dagster_project.parallel_run import processes
from dagster_project.parallel_run.isolation import Isolation, side_project
from dagster_project.parallel_run.snapshot import Destination, Relation
from dagster_project.parallel_run.snapshot.destination import Kind
from dagster_project.parallel_run.workspace import MARK, SideFolder
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.resolved import ResolvedPlugin
from dagster_project.singer.settings import resolve

BUILT = ("model", "seed", "snapshot")
KINDS: Mapping[str, Kind] = {
    "postgres": "postgres",
    "redshift": "redshift",
    "snowflake": "snowflake",
    "bigquery": "bigquery",
    "duckdb": "duckdb",
    "sqlite": "sqlite",
}
ROLES = {
    "host": ("host", "hostname"),
    "port": ("port",),
    "user": ("user", "username"),
    "password": ("password",),
    "database": ("dbname", "database"),
    "account": ("account",),
    "warehouse": ("warehouse",),
    "role": ("role",),
    "project": ("project",),
}
FILES = ("duckdb", "sqlite")
LAST_LINES = 15


@dataclass(frozen=True)
class Models:
    """What a dbt project builds on a side.

    Attributes:
        destination: the database it builds in.
        relations: its models, seeds and snapshots, without those that have no table.
    """

    destination: Destination
    relations: tuple[Relation, ...]

    @property
    def schemas(self) -> set[str]:
        """The schemas they are in."""
        return {relation.namespace for relation in self.relations if relation.namespace}


def steps(definitions: Iterable[dg.AssetsDefinition]) -> dict[str, DbtProject]:
    """The dbt project that each step runs a command of, by the name of the step."""
    known = {project.name: project for project in projects()}
    tags = {found.op.name: found.op.tags.get(PROJECT_TAG) for found in definitions}
    return {step: known[name] for step, name in tags.items() if name in known}


def isolate_dbt(
    project: Project, dbt: DbtProject, folder: SideFolder, isolation: Isolation
) -> Models:
    """Point the sources of a working copy at the side's schemas; make sure all models are isolated.

    Args:
        project: the project as the run sees it in production.
        dbt: the dbt project.
        folder: the side's folder with its working copy.
        isolation: where the side writes.

    Raises:
        KitError: dbt refuses the project, or a model would be built in a schema of production.
    """
    graph = graph_of(dbt)
    if graph is None:
        raise KitError(f"the manifest of `{dbt.plugin}` is not built", f"Run `{PREPARE}`.")
    side = side_project(project, folder, isolation)
    resolved = resolve(side, side.plugin(dbt.plugin_type, dbt.plugin))
    command = command_of(resolved, dbt, ())
    _check_place(command, folder)
    manifest = _parse(command)
    redirected = {r.production: r.isolated for r in isolation.schemas if r.production}
    if _rewrite_sources(command.folder, folder, manifest, redirected):
        manifest = _parse(command)
    _check_sources(manifest, redirected)
    check_hooks(isolation.side, manifest)
    nodes = {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in BUILT
        and node["config"].get("materialized") != "ephemeral"
        and unique_id in graph.assets
    }
    _check_models(isolation.side, nodes)
    relations = tuple(
        Relation(
            name="/".join(graph.assets[unique_id].path),
            table=node.get("alias") or node["name"],
            namespace=node["schema"],
        )
        for unique_id, node in nodes.items()
    )
    kind = KINDS.get(str(manifest["metadata"].get("adapter_type")))
    python = Path(command.executable).parent / "python"
    return Models(destination_of(kind, resolved, isolation, python), relations)


def _check_place(command: DbtCommand, folder: SideFolder) -> None:
    """Make sure that dbt works in the copy: there its sources are changed, and its files written."""
    if not _is_below(command.folder, folder):
        raise KitError(
            f"dbt of `{command.name}` works in {command.folder}, which is no part of the working "
            "copy of a side, so it would change what production uses",
            "Name its folder below the Meltano project, as in "
            "`project_dir: $MELTANO_PROJECT_ROOT/transform`.",
        )


def _is_below(path: Path, folder: SideFolder) -> bool:
    return path.resolve().is_relative_to(folder.path.resolve())


def _parse(command: DbtCommand) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="m2d-") as target:
        done = processes.run(
            [command.executable, "--no-use-colors", "parse", "--target-path", target],
            cwd=command.folder,
            env=command.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            last = "\n".join((done.stdout or done.stderr).splitlines()[-LAST_LINES:])
            raise KitError(
                f"dbt parse of `{command.name}` failed:\n{command.redactor.text(last)}",
                "Correct the dbt project, or set the variables that it asks for.",
            )
        return json.loads((Path(target) / "manifest.json").read_bytes())


def _rewrite_sources(
    folder: Path, side: SideFolder, manifest: Mapping[str, Any], redirected: Mapping[str, str]
) -> bool:
    """Change the schema of every source that names one of production's; whether there was one.

    Raises:
        KitError: a file with sources is no part of the side's working copy.
    """
    changes: dict[Path, dict[str, str]] = {}
    for source in manifest["sources"].values():
        isolated = redirected.get(source["schema"])
        if isolated is not None:
            top = folder
            if source["package_name"] != manifest["metadata"].get("project_name"):
                top = folder / "dbt_packages" / source["package_name"]
            path = top / source["original_file_path"]
            changes.setdefault(path, {})[source["source_name"]] = isolated
    for path, schemas in changes.items():
        if not _is_below(path, side):
            raise KitError(
                f"{path.resolve()} has dbt sources and is no part of the working copy of a side, "
                "so it cannot name the schemas of the side",
                "Keep it in the Meltano project, not behind a link that leads out of it.",
            )
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for source in document.get("sources") or ():
            if source.get("name") in schemas:
                source["schema"] = schemas[source["name"]]
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return bool(changes)


def _check_sources(manifest: Mapping[str, Any], redirected: Mapping[str, str]) -> None:
    left = sorted(
        f"{source['source_name']}.{source['name']}"
        for source in manifest["sources"].values()
        if source["schema"] in redirected
    )
    if left:
        raise KitError(
            f"the dbt sources {', '.join(left)} stay in a schema of production, which this run "
            "does not fill",
            "Name their schema in the `schema` of the source, not by `config` or `overrides`.",
        )


def _check_models(side: str, nodes: Mapping[str, Any]) -> None:
    outside = sorted(
        f"{node['name']} ({node['schema']})"
        for node in nodes.values()
        if f"{MARK}_{side}" not in str(node["schema"]).lower()
    )
    if outside:
        raise KitError(
            f"{side}: dbt would build these in a schema that is not isolated: {', '.join(outside)}",
            "Let their schema begin with that of the target, as dbt does by default: no literal "
            "name in profiles.yml, generate_schema_name or target_schema.",
        )


def destination_of(
    kind: Kind | None, dbt: ResolvedPlugin, isolation: Isolation, python: Path
) -> Destination:
    """The database of dbt: that of a target where it is the same one, so that one driver will do.

    Raises:
        KitError: nobody can read it, or it is a file that the side does not have for itself.
    """
    if kind is None:
        raise KitError(
            "nobody knows how to read the tables of this dbt adapter",
            "Compare the pipelines of the job one by one with --pipeline.",
        )
    settings = dbt.settings
    if kind in FILES:
        return _file(kind, dbt, isolation, python)
    own = {
        role: next(settings[name] for name in names if settings.get(name) is not None)
        for role, names in ROLES.items()
        if any(settings.get(name) is not None for name in names)
    }
    for known in isolation.destinations.values():
        same = (
            str(known.connection.get(role)) == str(own[role])
            for role in ("host", "port", "database", "account", "project")
            if role in own and role in known.connection
        )
        if known.kind == kind and all(same):
            return replace(known, namespace=None)
    return Destination(kind, own, python=python, environ=dbt.process_env)


def _file(kind: Kind, dbt: ResolvedPlugin, isolation: Isolation, python: Path) -> Destination:
    path = str(dbt.settings.get("path") or "")
    if path not in {redirected.isolated for redirected in isolation.paths}:
        raise KitError(
            f"{isolation.side}: dbt would build in the database file `{path}`, not in that of "
            "this side",
            f"Give `{dbt.name}` the setting `path` with the file that the target writes, "
            "and let profiles.yml take it from there.",
        )
    for known in isolation.destinations.values():
        if known.kind == kind and str(known.path) == path:
            return replace(known, namespace=None)
    return Destination(kind, path=Path(path), python=python, environ=dbt.process_env)
