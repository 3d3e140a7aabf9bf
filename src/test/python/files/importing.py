"""A generated project as far as an importer needs it, in a folder of the test."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import psycopg
import sides
import yaml
from dagster_project.files import (
    FileSystemResource,
    FileType,
    Importer,
    PostgresResource,
    archive_job,
    arrival,
    discover_files,
    failure_notices,
    file_job,
    file_sensor,
    load_table,
    manage_files,
    retention_job,
)
from dagster_project.files.moves import FOLDER
from dagster_project.singer import Pipeline, Stream
from dagster_project.singer.jobs import Task, asset_job, op_job
from dagster_project.singer.variables import RunVariables, defaults, needs, run_config

FIXTURES = Path(__file__).resolve().parents[4] / "fixtures" / "projects"
FIXTURE = FIXTURES / "quickbooks-jobs"
NAME = "tap_csv__target_postgres"
TYPES = (
    FileType("customers"),
    FileType("invoices"),
    FileType("sales_receipts", columns=("Amount",)),
)
IMPORTER = Importer(
    Pipeline(
        name=NAME,
        extractor="tap-csv",
        loader="target-postgres",
        streams=tuple(Stream(t.stream, key=("quickbooks", t.stream)) for t in TYPES),
    ),
    types=TYPES,
)

NEVER = dg.RetryPolicy(max_retries=0)


def definitions(
    importer: Importer = IMPORTER,
    variables: Sequence[Mapping[str, str]] = (),
    retry_policy: dg.RetryPolicy = NEVER,
    file_system: FileSystemResource | None = None,
) -> dg.Definitions:
    """The definitions of an importer, as a generated project has them.

    Each set of variables is the one of a job, as those of scripts have them.
    """
    taken = needs(bool(variables))
    jobs = [
        dg.define_asset_job(
            f"job_{number}",
            dg.AssetSelection.groups(str(importer.group)).required_multi_asset_neighbors()
            - dg.AssetSelection.assets(*map(importer.arrival_key, importer.types)),
            config=run_config(values),
            metadata=defaults(values),
            executor_def=dg.in_process_executor,
        )
        for number, values in enumerate(variables)
    ]

    @dg.multi_asset(
        name=f"{importer.name}_files",
        specs=importer.extraction_specs(),
        check_specs=importer.header_checks(),
        can_subset=True,
        required_resource_keys={"file_system", "postgres", *taken},
    )
    def extraction(context: dg.AssetExecutionContext):
        yield from discover_files(context, importer)

    loading = [
        load_table(importer, t, takes_variables=bool(taken), retry_policy=retry_policy)
        for t in importer.types
    ]

    @dg.multi_asset(
        name=f"{importer.name}_management",
        specs=importer.management_specs(),
        can_subset=True,
        required_resource_keys={"file_system", "postgres", *taken},
    )
    def management(context: dg.AssetExecutionContext):
        yield from manage_files(context, importer)

    text = importer.pipeline.text
    tasks = (
        Task(text, extraction, checks=True),
        *(Task(text, table, checks=True) for table in loading),
        Task(text, management),
    )
    return dg.Definitions(
        assets=[
            *(extraction, *loading, management),
            *(arrival(importer, t, takes_variables=bool(taken)) for t in importer.types),
        ],
        jobs=[
            asset_job(name="all", meltano_name="all", tasks=tasks),
            op_job(name="twice", meltano_name="twice", tasks=tasks * 2),
            *jobs,
            *(file_job(importer, t, jobs=jobs) for t in importer.types),
            archive_job(importer, jobs=jobs),
            retention_job(importer, jobs=jobs),
        ],
        sensors=[
            *(file_sensor(importer, t, jobs=jobs) for t in importer.types),
            failure_notices(name="failure_notices"),
        ],
        resources={
            "file_system": file_system or FileSystemResource(),
            "postgres": PostgresResource(),
            "variables": RunVariables(),
        },
    )


# Dagster asks for the job of a run, and remembers what it got: each run has a number of its own.
JOBS: list[dg.JobDefinition] = []


def job_of(number: int) -> dg.JobDefinition:
    """The job of a run."""
    return JOBS[number]


@dataclass
class Ran:
    """A run that has ended."""

    result: dg.JobExecutionResult

    @property
    def success(self) -> bool:
        return self.result.success

    def metadata(self, *key: str) -> dict[str, object]:
        """Metadata of the materialization of an asset."""
        [found] = [
            e.step_materialization_data.materialization
            for e in self.result.all_events
            if e.is_step_materialization and e.asset_key == dg.AssetKey(key)
        ]
        return {name: value.value for name, value in found.metadata.items()}

    def check(self, name: str, *key: str) -> tuple[bool, dict[str, object]]:
        """Whether a check passed, and its metadata."""
        [found] = [
            e
            for e in self.result.get_asset_check_evaluations()
            if e.check_name == name and e.asset_key == dg.AssetKey(key)
        ]
        return found.passed, {name: value.value for name, value in found.metadata.items()}

    @property
    def failure(self) -> str:
        """What the failed step says."""
        [event] = [e for e in self.result.all_events if e.is_step_failure]
        return str(event.step_failure_data.error_display_string).partition("Stack Trace")[0]


@dataclass
class World:
    """The project in its folder, with the files of the fixture that were put there."""

    root: Path
    instance: dg.DagsterInstance
    repository: dg.RepositoryDefinition = field(
        default_factory=lambda: definitions().get_repository_def()
    )

    def policy(self, **defaults: object) -> None:
        """Write files.yaml."""
        settings = {"settle_seconds": 0, **defaults}
        lines = [f"  {name}: {value}" for name, value in settings.items()]
        text = "\n".join(["schema_version: 1", "defaults:", *lines])
        (self.root / "out" / "files.yaml").write_text(text + "\n")

    def runner(self, name: str) -> None:
        """Write migration.yaml."""
        text = f"schema_version: 1\npipelines:\n  {NAME}: {{runner: {name}}}\njobs:\n  all: {{}}\n"
        (self.root / "out" / "migration.yaml").write_text(text)

    def tap(self, **said: str) -> None:
        """Change what the settings of the tap say: `customers_path`, `customers_keys` and so on."""
        place = self.root / "out" / "plugins" / "extractors" / "tap-csv.yaml"
        found = yaml.safe_load(place.read_text())
        [files] = [s["value"] for s in found["settings"]["files"]["sources"] if "value" in s]
        for name, value in said.items():
            stream, _, setting = name.rpartition("_")
            [entry] = [entry for entry in files if entry["entity"] == stream]
            entry[setting] = value
        place.write_text(yaml.safe_dump(found))

    def put(self, name: str, change: Callable[[str], str] = lambda text: text) -> Path:
        """Put a file of the fixture into the input folder, changed."""
        place = self.root / "data" / name
        with (FIXTURE / "input" / "data" / name).open(newline="") as stream:
            text = stream.read()
        with place.open("w", newline="") as stream:
            stream.write(change(text))
        return place

    def put_all(self) -> None:
        """Put all files there as they are."""
        for file_type in TYPES:
            self.put(f"{file_type.stream}.csv")

    def run(
        self,
        job: str = "all",
        *,
        partition_key: str | None = None,
        tags: Mapping[str, str] | None = None,
        **more: object,
    ) -> Ran:
        """Run a job in this process, with the executor that the job has."""
        partition = {"dagster/partition": partition_key} if partition_key else {}
        definition = self.repository.get_job(job)
        JOBS.append(definition)
        config = definition.partitioned_config
        if partition_key and config and "run_config" not in more:
            more["run_config"] = config.get_run_config_for_partition_key(partition_key)
        made = dg.build_reconstructable_job(__name__, "job_of", (len(JOBS) - 1,))
        done = dg.execute_job(
            made, self.instance, raise_on_error=False, tags={**(tags or {}), **partition}, **more
        )
        return Ran(done)

    def tick(
        self,
        stream: str,
        cursor: str | None = None,
        file_system: FileSystemResource | None = None,
    ) -> dg.SensorResult:
        """Have the sensor of a stream look; the partitions that it asks for are added."""
        sensor = self.repository.get_sensor_def(f"{NAME}_{stream}_files")
        with dg.build_sensor_context(
            instance=self.instance,
            cursor=cursor,
            repository_def=self.repository,
            resources={
                "file_system": file_system or FileSystemResource(),
                "postgres": PostgresResource(),
            },
        ) as context:
            said = sensor(context)
        for added in said.dynamic_partitions_requests or ():
            self.instance.add_dynamic_partitions(added.partitions_def_name, added.partition_keys)
        return said

    def files(self, folder: str) -> list[str]:
        """The names of the files of a folder, but for the notes of moves."""
        found: Sequence[Path] = sorted((self.root / folder).rglob("*"))
        return [p.name for p in found if p.is_file() and p.parent.name != FOLDER]


def rows(server: str, table: str, columns: str = "count(*)") -> list[tuple]:
    """What is in a table."""
    with psycopg.connect(server) as connection:
        return connection.execute(f"select {columns} from raw.{table} order by 1").fetchall()


def project(folder: Path, url: str) -> dict[str, str]:
    """Make the project; returns the variables of its runs."""
    (folder / "data").mkdir()
    shutil.copytree(FIXTURE / "expected" / "plugins", folder / "out" / "plugins")
    variables = {
        **sides.database_variables(url),
        "M2D_OUTPUT": str(folder / "out"),
        "MELTANO_PROJECT_ROOT": str(folder),
        "TAP_CSV_SOURCE": "none",
    }
    return {**variables, "PATH": os.environ["PATH"]}
