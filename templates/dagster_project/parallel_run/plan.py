"""What is to be run on both sides: a job or a pipeline of this code location."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import dagster as dg

from dagster_project.singer.errors import KitError
from dagster_project.singer.jobs import JOB_TAG, TASKS
from dagster_project.singer.model import as_list, as_map
from dagster_project.singer.pipeline import Pipeline
from dagster_project.singer.switchboard import did_you_mean
from dagster_project.singer.variables import RESOURCE

DBT = "dagster_project.dbt.isolation"  # only there when the project has a dbt project
FILES = "dagster_project.files.importer"  # only there when a pipeline is native
ASSETS = "dagster_project.defs.assets"
JOBS = "dagster_project.defs.jobs"


class DbtLike(Protocol):
    """A dbt project of this code location, as its own package describes it."""

    @property
    def name(self) -> str:
        """Begins the names of its steps."""
        ...

    @property
    def plugin_type(self) -> str:
        """The type of the plugin that runs it."""
        ...

    @property
    def plugin(self) -> str:
        """The plugin that runs it."""
        ...


class NothingLoadedError(KitError):
    """A job has no step that loads, so that there is nothing to compare."""


class UnknownPlaceError(KitError):
    """A job has a step of which nobody knows where it writes.

    Attributes:
        step: its text.
        pipelines: those of the job, which can be compared one by one.
    """

    def __init__(self, job: str, step: str, pipelines: Sequence[str]) -> None:
        """Say what can be done instead."""
        self.step, self.pipelines = step, tuple(pipelines)
        super().__init__(
            f"job `{job}` has the step `{step}`, and nobody knows where it writes",
            "A parallel run must not write where production does. Compare the pipelines of "
            f"the job one by one, with --pipeline: {_listed(pipelines)}.",
        )


@dataclass(frozen=True)
class Step:
    """A task of the job.

    Attributes:
        text: the task as Meltano has it.
        config: run configuration of its step.
        pipeline: what it runs, or None.
        dbt: the dbt project it runs a command of, or None.
    """

    text: str
    config: Mapping[str, object] = field(default_factory=dict)
    pipeline: Pipeline | None = None
    dbt: DbtLike | None = None


@dataclass(frozen=True)
class Work:
    """What both sides run.

    Attributes:
        steps: in order.
        job: Dagster's name of the job; None for a pipeline alone.
        meltano_job: its name in meltano.yml.
        variables: what the job sets for its runs, raw.
    """

    steps: tuple[Step, ...]
    job: str | None = None
    meltano_job: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def pipelines(self) -> tuple[Pipeline, ...]:
        """The pipelines, each once."""
        found = {step.pipeline.name: step.pipeline for step in self.steps if step.pipeline}
        return tuple(found.values())

    @property
    def dbt_projects(self) -> tuple[DbtLike, ...]:
        """The dbt projects, each once."""
        found = {step.dbt.name: step.dbt for step in self.steps if step.dbt}
        return tuple(found.values())

    @property
    def title(self) -> str:
        """How messages call it."""
        return f"job `{self.job}`" if self.job else f"pipeline `{self.pipelines[0].name}`"


def all_pipelines() -> dict[str, Pipeline]:
    """The pipelines of this code location by name."""
    return {found.name: found for found in _objects(ASSETS, Pipeline)}


def find_work(job: str | None, pipeline: str | None) -> Work:
    """Find what to run.

    Args:
        job: a job by its name, Dagster's or Meltano's.
        pipeline: a pipeline by its name, or by its block (``tap target``).

    Raises:
        NothingLoadedError: the job has no step that loads.
        UnknownPlaceError: the job has a step of which nobody knows where it writes.
        KitError: there is no such thing, or nothing was named and there is more than one job.
    """
    pipelines = all_pipelines()
    if pipeline is not None:
        for found in pipelines.values():
            if pipeline in (found.name, found.text):
                return Work((Step(found.text, pipeline=found),))
        raise KitError(
            f"there is no pipeline `{pipeline}`{did_you_mean(pipeline, pipelines)}",
            f"Known pipelines: {_listed(pipelines)}.",
        )
    jobs = {found.name: found for found in _jobs()}
    if job is None:
        if len(jobs) != 1:
            raise KitError(
                "a job or a pipeline has to be named",
                f"--job: {_listed(jobs)}; --pipeline: {_listed(pipelines)}.",
            )
        job = next(iter(jobs))
    name = str(job)
    for found in jobs.values():
        if name in (found.name, found.tags.get(JOB_TAG)):
            return _work_of(found, pipelines)
    raise KitError(
        f"there is no job `{name}`{did_you_mean(name, jobs)}", f"Known jobs: {_listed(jobs)}."
    )


def dbt_steps() -> dict[str, DbtLike]:
    """The dbt projects by the names of the steps that run them."""
    package = dbt_package()
    return package.steps(_objects(ASSETS, dg.AssetsDefinition)) if package else {}


def _work_of(job: Any, pipelines: Mapping[str, Pipeline]) -> Work:  # noqa: ANN401
    steps, of_dbt, of_files = [], dbt_steps(), _steps_of_files()
    filled: set[str] = set()
    for task in as_list(_metadata(job, TASKS)):
        listed = as_map(task)
        name, text = str(listed["step"]), str(listed["text"])
        pipeline = of_files.get(name, pipelines.get(name))
        if name in of_files:
            if pipeline is None:
                continue
            # The tables of a native pipeline have a step each, and are one step here.
            is_same = bool(steps) and steps[-1].pipeline is pipeline and name not in filled
            filled = {*filled, name} if is_same else {name}
            if is_same:
                continue
        step = Step(text, as_map(listed["config"]), pipeline, of_dbt.get(name))
        if step.pipeline is None and step.dbt is None:
            raise UnknownPlaceError(job.name, text, _of_job(job, pipelines))
        steps.append(step)
    if not any(step.pipeline for step in steps):
        raise NothingLoadedError(
            f"job `{job.name}` loads nothing, and a side has data only from what it loads",
            "Compare a job that loads and then runs dbt.",
        )
    variables = as_map(_metadata(job, RESOURCE))
    return Work(
        tuple(steps),
        job.name,
        job.tags.get(JOB_TAG),
        {name: str(value) for name, value in variables.items()},
    )


def _steps_of_files() -> dict[str, Pipeline | None]:
    """The steps of native pipelines: what those load, and None for those that find or move files."""
    try:
        kind = importlib.import_module(FILES).Importer
    except ModuleNotFoundError:
        return {}
    # By what they fill: a step may have got another name.
    found: dict[dg.AssetKey, Pipeline | None] = {}
    for importer in _objects(ASSETS, kind):
        found |= dict.fromkeys([importer.archive_key, *map(importer.files_key, importer.types)])
        found |= dict.fromkeys(importer.pipeline.keys, importer.pipeline)
    steps = _objects(ASSETS, dg.AssetsDefinition)
    return {step.op.name: found[key] for step in steps for key in step.keys if key in found}


def _of_job(job: Any, pipelines: Mapping[str, Pipeline]) -> list[str]:  # noqa: ANN401
    names = [str(as_map(task)["step"]) for task in as_list(_metadata(job, TASKS))]
    of_files = _steps_of_files()
    found = [of_files.get(name, pipelines.get(name)) for name in names]
    return [*dict.fromkeys(pipeline.name for pipeline in found if pipeline)]


def dbt_package() -> Any:  # noqa: ANN401 - a module
    """What isolates dbt projects; None when this project has none."""
    try:
        return importlib.import_module(DBT)
    except ModuleNotFoundError:
        return None


def _metadata(job: Any, name: str) -> Any:  # noqa: ANN401
    value = (job.metadata or {}).get(name)
    return value.value if isinstance(value, dg.JsonMetadataValue) else None


def _jobs() -> list[Any]:
    return [
        value
        for module in _modules(JOBS)
        for value in vars(module).values()
        if hasattr(value, "tags") and hasattr(value, "metadata") and JOB_TAG in (value.tags or {})
    ]


def _objects(name: str, kind: type) -> list[Any]:
    """Everything of a type that the modules of a package define, each once."""
    found: dict[int, Any] = {}
    for module in _modules(name):
        for value in vars(module).values():
            if isinstance(value, kind):
                found[id(value)] = value
    return list(found.values())


def _modules(name: str) -> Iterator[Any]:
    try:
        package = importlib.import_module(name)
    except ModuleNotFoundError:
        return
    yield package
    for module in pkgutil.walk_packages(getattr(package, "__path__", []), f"{name}."):
        yield importlib.import_module(module.name)


def _listed(names: Mapping[str, object] | Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
