"""A small project that imports the files of `exports.py`, and what its runs have done.

The assets are made as those of an importer in `dagster_project/defs/assets/` are.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import psycopg
from files.exports import EXPORTS, KEYS
from world import failure, write_project, write_yaml

from dagster_project.files import (
    FileSystemResource,
    FileType,
    Importer,
    PostgresResource,
    archive_job,
    arrival,
    discover_files,
    file_job,
    file_sensor,
    load_table,
    manage_files,
    retention_job,
)
from dagster_project.singer import Pipeline, Stream

NAME = "quickbooks"
TYPES = {stream: FileType(stream, patterns=(f"*{stream}*.csv",)) for stream in EXPORTS}
IMPORTER = Importer(
    Pipeline(
        name=NAME,
        extractor="tap-csv",
        loader="target-postgres",
        streams=tuple(Stream(stream, key=("raw", stream)) for stream in EXPORTS),
    ),
    types=tuple(TYPES.values()),
)

# As dagster_project.files.RETRY, but without its pauses.
RETRY = dg.RetryPolicy(max_retries=1)


@dg.multi_asset(
    name=f"{NAME}_files",
    specs=IMPORTER.extraction_specs(),
    check_specs=IMPORTER.header_checks(),
    can_subset=True,
    retry_policy=RETRY,
    required_resource_keys={"file_system", "postgres"},
)
def csv_extraction(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """List the files and compare their headers."""
    yield from discover_files(context, IMPORTER)


postgres_loading = [load_table(IMPORTER, kind, retry_policy=RETRY) for kind in IMPORTER.types]


@dg.multi_asset(
    name=f"{NAME}_management",
    specs=IMPORTER.management_specs(),
    can_subset=True,
    retry_policy=RETRY,
    required_resource_keys={"file_system", "postgres"},
)
def file_management(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Archive what is loaded, and list the failures."""
    yield from manage_files(context, IMPORTER)


STEPS = (csv_extraction, *postgres_loading, file_management)
DEFINITIONS = dg.Definitions(
    assets=[*STEPS, *(arrival(IMPORTER, kind) for kind in IMPORTER.types)],
    jobs=[
        dg.define_asset_job(
            "all", dg.AssetSelection.assets(*STEPS), executor_def=dg.in_process_executor
        ),
        *(file_job(IMPORTER, kind) for kind in IMPORTER.types),
        archive_job(IMPORTER),
        retention_job(IMPORTER),
    ],
    sensors=[file_sensor(IMPORTER, kind) for kind in IMPORTER.types],
    resources={"file_system": FileSystemResource(), "postgres": PostgresResource()},
)


class Ran:
    """A run that has ended."""

    def __init__(self, result: dg.ExecuteInProcessResult) -> None:
        """Keep what Dagster tells of it."""
        self.result = result
        self.success = result.success

    def metadata(self, *key: str) -> dict[str, object]:
        """What an asset says of itself in Dagster."""
        events = self.result.get_asset_materialization_events()
        [found] = [e.materialization for e in events if e.asset_key == dg.AssetKey(key)]
        return {name: value.value for name, value in found.metadata.items()}

    def check(self, name: str, *key: str) -> dg.AssetCheckEvaluation:
        """An asset check."""
        found = self.result.get_asset_check_evaluations()
        [check] = [c for c in found if (c.check_name, c.asset_key) == (name, dg.AssetKey(key))]
        return check

    @property
    def error(self) -> str:
        """What the first step that failed says."""
        return failure(self.result)

    @property
    def was_retried(self) -> bool:
        """Whether a step was tried again."""
        return any(event.is_step_up_for_retry for event in self.result.all_events)


class Importing:
    """The project: files come, runs load them, tables have rows."""

    def __init__(self, root: Path, url: str, instance: dg.DagsterInstance) -> None:
        """Make it, with an empty input folder."""
        self.root, self.url, self.instance = root, url, instance
        self.output = root / "generated"
        self.data = root / "data"
        self.data.mkdir()
        self.repository = DEFINITIONS.get_repository_def()
        self.sources()
        self.database(url)
        write_project(self.output, NAME, schedules={})
        self.runner("native")
        self.policy()

    def sources(self, **paths: str) -> None:
        """Choose the files in the settings of the extractor; by default one for each stream."""
        entries = [
            {
                "entity": stream,
                "path": paths.get(stream, f"data/{stream}.csv"),
                "keys": list(KEYS[stream]),
            }
            for stream in EXPORTS
        ]
        self.plugin("extractors", "tap-csv", {"files": entries})

    def database(self, url: str) -> None:
        """Choose the database in the settings of the loader."""
        target = {"sqlalchemy_url": url, "default_target_schema": "raw"}
        self.plugin("loaders", "target-postgres", target)

    def runner(self, name: str) -> None:
        """Choose in migration.yaml who runs the importer."""
        self.yaml("migration.yaml", {"schema_version": 1, "pipelines": {NAME: {"runner": name}}})

    def policy(self, **settings: object) -> None:
        """Write files.yaml; no test waits until a file has settled unless it says so."""
        defaults = {"settle_seconds": 0, **settings}
        self.yaml("files.yaml", {"schema_version": 1, "defaults": defaults})

    def put(self, name: str, content: str | bytes | None = None) -> Path:
        """Have a file arrive, by default the export of that name."""
        path = self.data / name
        path.parent.mkdir(exist_ok=True)
        content = EXPORTS[path.stem] if content is None else content
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def put_all(self) -> None:
        """Have all files arrive."""
        for stream in EXPORTS:
            self.put(f"{stream}.csv")

    def run(self, stream: str | None = None) -> Ran:
        """Run the steps, for one stream or for all."""
        keys = [dg.AssetKey([NAME, "archived_files"]), dg.AssetKey([NAME, "file_errors"])]
        if stream:
            keys += [dg.AssetKey([NAME, f"{stream}_files"]), dg.AssetKey(["raw", stream])]
        return self.run_job("all", asset_selection=keys if stream else None)

    def run_job(self, name: str, **more: Any) -> Ran:  # noqa: ANN401
        """Run a job in this process."""
        job = self.repository.get_job(name)
        return Ran(job.execute_in_process(instance=self.instance, raise_on_error=False, **more))

    def rows(self, table: str, *columns: str) -> list[tuple]:
        """Rows of a table of the schema `raw`, in order."""
        names = ", ".join(f'"{column}"' for column in columns) or "*"
        with psycopg.connect(self.url) as connection:
            # Names of the tests themselves.
            query = f'SELECT {names} FROM raw."{table}" ORDER BY 1, 2'.encode()  # noqa: S608
            return connection.execute(query).fetchall()

    def execute(self, statements: str) -> None:
        """Change the database as somebody else would."""
        with psycopg.connect(self.url) as connection:
            connection.execute(statements.encode())

    def ledger(self) -> list[tuple]:
        """Stream and status of every file that was dealt with, in that order."""
        with psycopg.connect(self.url) as connection:
            [[there]] = connection.execute("SELECT to_regclass('raw._file_ledger')").fetchall()
            query = "SELECT stream, status FROM raw._file_ledger ORDER BY id"
            return connection.execute(query).fetchall() if there else []

    def names(self, folder: str) -> Sequence[str]:
        """Names of the files in a folder and below it, as a person would list them."""
        found = [path for path in (self.root / folder).rglob("*") if path.is_file()]
        inside = [path.relative_to(self.root / folder) for path in found]
        return sorted(path.name for path in inside if not path.parts[0].startswith("."))

    def plugin(self, kind: str, name: str, config: Mapping[str, object]) -> None:
        """Write the settings of a plugin."""
        self.yaml(
            f"plugins/{kind}/{name}.yaml",
            {
                "schema_version": 1,
                "type": kind,
                "name": name,
                "namespace": name.replace("-", "_"),
                "variant": "meltanolabs",
                "package": {"pip_url": None, "python": None, "venv": None},
                "executable": name,
                "working_directory": "project",
                "capabilities": [],
                "settings": {key: {"sources": [{"value": v}]} for key, v in config.items()},
                "extras": {},
            },
        )

    def yaml(self, name: str, data: object) -> None:
        """Write a YAML file of the generated project."""
        write_yaml(self.output / name, data)
