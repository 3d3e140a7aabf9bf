"""A small project on disk whose tap and target are the scripts of `plugins/`."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg
import yaml

from dagster_project.parallel_run.plan import Step, Work
from dagster_project.singer import Pipeline, SingerOptions, Stream, run_pipeline
from dagster_project.singer.project import Project
from dagster_project.singer.state import StateStore

PLUGINS = Path(__file__).parent / "plugins"
STATE_ID = "dev:tap-fake-to-target-fake"
PIPELINE = Pipeline(
    name="tap_fake__target_fake",
    extractor="tap-fake",
    loader="target-fake",
    streams=(Stream("users", key=("raw", "users")),),
)
WORK = Work((Step("tap-fake target-fake", pipeline=PIPELINE),))


class World:
    """A project: the settings of its plugins, its files, its runs."""

    def __init__(self, root: Path) -> None:
        """Describe an empty project."""
        self.root = root
        self.output = root / "generated"
        self.streams: tuple[str, ...] = ("users", "orders")
        self.tap: dict[str, object] = {}
        self.target: dict[str, object] = {}
        self.sources: dict[str, list[dict[str, object]]] = {}
        self.steps: list[list[object]] = []

    def write(self) -> "World":
        """Write the files of the project."""
        tap = {"streams": list(self.streams), "steps": self.steps, **self.tap}
        target = {"path": str(self.root / "loaded.jsonl"), **self.target}
        capabilities = ["catalog", "discover", "state"]
        self._plugin("extractors", "tap-fake", "fake_tap.py", tap, capabilities, self.sources)
        self._plugin("loaders", "target-fake", "fake_target.py", target, [], {})
        schedules = {"nightly": {"env": {"TAP_FAKE_COLOR": "green"}}}
        write_project(self.output, "fake", schedules)
        return self

    def placed(self, redirect: dict[str, object] | None, kind: str = "files") -> Project:
        """Write a project of whose target it is known where it writes."""
        self.sources["path"] = [{"variables": ["TARGET_FAKE_PATH"]}, {"value": "loaded"}]
        self.write()
        path = self.output / "plugins" / "loaders" / "target-fake.yaml"
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        data["settings"]["path"] = {"kind": "string", "sources": self.sources["path"]}
        data["destination"] = {"kind": kind, "redirect": redirect, "connection": {}}
        path.write_text(yaml.safe_dump(data), encoding="utf-8")
        return Project.load()

    def switch(self, runner: str) -> None:
        """Choose the runner of the pipeline in migration.yaml."""
        pipelines = {"tap_fake__target_fake": {"runner": runner}}
        self.yaml("migration.yaml", {"schema_version": 1, "pipelines": pipelines})

    def run(
        self, streams: tuple[str, ...] = (), tags: Mapping[str, str] | None = None
    ) -> dg.ExecuteInProcessResult:
        """Materialize the pipeline, or some of its streams."""
        pipeline = Pipeline(
            name="tap_fake__target_fake",
            extractor="tap-fake",
            loader="target-fake",
            streams=tuple(Stream(name, key=("raw", name)) for name in self.streams),
        )

        @dg.multi_asset(
            name=pipeline.name, specs=pipeline.specs(), can_subset=True, pool=pipeline.pool
        )
        def step(
            context: dg.AssetExecutionContext, config: SingerOptions
        ) -> Iterator[dg.MaterializeResult]:
            yield from run_pipeline(context, config, pipeline)

        return dg.materialize(
            [step],
            instance=dg.DagsterInstance.ephemeral(),
            selection=[dg.AssetKey(["raw", name]) for name in streams] or None,
            tags=tags,
            raise_on_error=False,
        )

    @property
    def loaded(self) -> list[tuple[str, dict[str, object]]]:
        """Stream and record of everything the target has loaded."""
        path = self.root / "loaded.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(stream, record) for stream, record in map(json.loads, lines)]

    @property
    def bookmarks(self) -> object:
        """The bookmarks that are stored."""
        state = StateStore.open(Project.load()).read(STATE_ID)
        return state["bookmarks"] if state else None

    def yaml(self, name: str, data: object) -> None:
        """Write a YAML file of the generated project."""
        write_yaml(self.output / name, data)

    def script(self, name: str, script: str) -> Path:
        """Make a script of `plugins/` an executable of the project."""
        path = self.root / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!{sys.executable}\n" + (PLUGINS / script).read_text())
        path.chmod(0o755)
        return path

    def _plugin(
        self,
        kind: str,
        name: str,
        script: str,
        config: Mapping[str, object],
        capabilities: list[str],
        sources: Mapping[str, list[dict[str, object]]],
    ) -> None:
        self.script(name, script)
        settings = {key: {"sources": [{"value": value}]} for key, value in config.items()}
        settings |= {key: {"sources": value} for key, value in sources.items()}
        self.yaml(
            f"plugins/{kind}/{name}.yaml",
            {
                "schema_version": 1,
                "type": kind,
                "name": name,
                "namespace": name.replace("-", "_"),
                "variant": "default",
                "package": {"pip_url": None, "python": None, "venv": None},
                "executable": f"./bin/{name}",
                "working_directory": "project",
                "capabilities": capabilities,
                "settings": settings,
                "extras": {},
            },
        )


def write_project(output: Path, name: str, schedules: Mapping[str, object]) -> None:
    """Write what is known of a project with the environments `dev` and `prod`."""
    write_yaml(
        output / "plugins" / "project.yaml",
        {
            "schema_version": 1,
            "project": {"name": name, "id": None},
            "default_environment": "dev",
            "environments": {"dev": {"env": {}}, "prod": {"env": {}}},
            "env": {},
            "settings": {},
            "schedules": dict(schedules),
        },
    )


def write_yaml(path: Path, data: object) -> None:
    """Write a YAML file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, sort_keys=False))


def failure(result: dg.ExecuteInProcessResult) -> str:
    """What the step says that failed first."""
    event, *_ = [event for event in result.all_events if event.is_step_failure]
    data = event.step_failure_data.user_failure_data
    return f"{data.description if data else event.step_failure_data.error_display_string}"


def materialized(result: dg.ExecuteInProcessResult) -> dict[str, object]:
    """Records loaded, by stream."""
    events = result.get_asset_materialization_events()
    found = [event.materialization for event in events]
    return {item.asset_key.path[-1]: item.metadata["records_loaded"].value for item in found}
