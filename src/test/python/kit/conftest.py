"""A small Meltano project with its generated project, on disk, with plugins that are real processes."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import pytest
import yaml

KIT = Path(__file__).resolve().parents[4] / "templates"
PLUGINS = Path(__file__).with_name("plugins")
sys.path.insert(0, str(KIT))
MARKER = "M2D_TEST_MARKER"
BOTH = (["stream", "users", 3, 7], ["stream", "orders", 0])
ENDLESS = ["records", "users", 1_000_000, 5, 0.001]
MARK = ["state", {"bookmarks": {"users": 1}}]
os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
# Whatever a script starts in the background ignores SIGINT, and Dagster then SIGTERM too.
signal.signal(signal.SIGINT, signal.default_int_handler)

from builder import built  # noqa: E402, F401 (a fixture)
from dagster_project.singer import Pipeline, SingerOptions, Stream, run_pipeline  # noqa: E402


@dataclass
class World:
    """A project in a temporary folder.

    Attributes:
        root: the Meltano project.
        marker: value of a variable that every process of this project has.
    """

    root: Path
    marker: str
    streams: tuple[str, ...] = ("users", "orders")
    tap: dict[str, object] = field(default_factory=dict)
    target: dict[str, object] = field(default_factory=dict)
    capabilities: tuple[str, ...] = ("catalog", "discover", "state")
    extras: dict[str, object] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        return self.root / "dagster"

    @property
    def loaded(self) -> Path:
        return self.root / "loaded.jsonl"

    @property
    def trace(self) -> list[dict]:
        path = self.root / "trace.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def steps(self, *steps: list[object]) -> "World":
        """Let the tap do these steps."""
        self.tap["steps"] = list(steps)
        return self

    def write(self) -> "World":
        """Write the files of the project."""
        tap = {"streams": list(self.streams), "trace": str(self.root / "trace.jsonl"), **self.tap}
        target = {"path": str(self.loaded), **self.target}
        self.plugin("extractors", "tap-fake", "fake_tap.py", tap, self.capabilities, self.extras)
        self.plugin("loaders", "target-fake", "fake_target.py", target)
        self.yaml(
            "plugins/project.yaml",
            {
                "schema_version": 1,
                "project": {"name": "acme", "id": None},
                "default_environment": "dev",
                "environments": {"dev": {"env": {}}, "prod": {"env": {}}},
                "env": {},
                "settings": {},
                "schedules": {},
            },
        )
        return self

    def plugin(
        self,
        kind: str,
        name: str,
        script: str,
        config: Mapping[str, object],
        capabilities: tuple[str, ...] = (),
        extras: Mapping[str, object] | None = None,
        **more: object,
    ) -> None:
        """Write a plugin whose executable is one of the scripts of this folder."""
        executable = self.root / "bin" / name
        executable.parent.mkdir(exist_ok=True)
        executable.write_text(f"#!{sys.executable}\n" + (PLUGINS / script).read_text())
        executable.chmod(executable.stat().st_mode | stat.S_IXUSR)
        settings = {
            key: {
                "sources": [{"value": value}],
                "exports": [f"{name}_{key}".upper().replace("-", "_")],
                **({"sensitive": True} if key == "secret" else {}),
            }
            for key, value in config.items()
        }
        self.yaml(
            f"plugins/{kind}/{name}.yaml",
            {
                "schema_version": 1,
                "type": kind,
                "name": name,
                "namespace": name.replace("-", "_"),
                "variant": "default",
                "parent": None,
                "package": {"pip_url": None, "python": None, "venv": None},
                "executable": f"./bin/{name}",
                "working_directory": "project",
                "capabilities": list(capabilities),
                "env": {"plugin": {}, "environments": {}},
                "settings": settings,
                "extras": {
                    key: {"sources": [{"value": value}]} for key, value in (extras or {}).items()
                },
                "mappings": {},
                "commands": {},
                **more,
            },
        )

    def yaml(self, name: str, value: object) -> None:
        path = self.output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(value, sort_keys=False))

    def pipeline(self, **more: object) -> Pipeline:
        streams = tuple(
            Stream(name, key=("raw", name), table=f"raw.{name}") for name in self.streams
        )
        return Pipeline(
            **{
                "name": "tap_fake__target_fake",
                "extractor": "tap-fake",
                "loader": "target-fake",
                "streams": streams,
                **more,
            }
        )

    def materialize(
        self,
        pipeline: Pipeline | None = None,
        selection: list[str] | None = None,
        **options: object,
    ) -> "Run":
        """Materialize the pipeline in this process, with a real instance."""
        pipeline = pipeline or self.pipeline()
        instance = dg.DagsterInstance.ephemeral()
        result = dg.materialize(
            [asset(pipeline)],
            instance=instance,
            selection=[dg.AssetKey(["raw", name]) for name in selection] if selection else None,
            run_config=dg.RunConfig({pipeline.name: SingerOptions(**options)}),
            raise_on_error=False,
        )
        return Run(result, instance)

    def in_the_background(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a run in a process of its own; the arguments are those of one_run.py."""
        script = Path(__file__).with_name("one_run.py")
        return subprocess.Popen([sys.executable, str(script), str(self.root), *arguments])

    def is_running(self) -> bool:
        """Whether the target has written something, so that all processes are up."""
        return self.loaded.exists() and self.loaded.stat().st_size > 0

    def state(self, state_id: str = "dev:tap-fake-to-target-fake") -> dict | None:
        """What is stored, as it is stored."""
        path = self.output / "state" / state_id / "state.json"
        return json.loads(path.read_text()) if path.exists() else None

    def processes(self) -> list[str]:
        """Processes of this project that are alive, other than this one."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"{MARKER}={self.marker}".encode() not in (folder / "environ").read_bytes():
                    continue
                text = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                status = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if int(folder.name) != os.getpid() and status != "Z":
                found.append(f"{folder.name} {text}")
        return found

    def wait_for(self, condition: Callable[[], object], seconds: float = 20) -> None:
        """Wait until something is so; a busy machine may take its time, what runs by itself runs for a minute."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"did not happen; running: {self.processes()}"
            time.sleep(0.02)


@dataclass
class Run:
    """A finished run."""

    result: dg.ExecuteInProcessResult
    instance: dg.DagsterInstance

    @property
    def success(self) -> bool:
        return self.result.success

    @property
    def records(self) -> dict[str, object]:
        """Records loaded, by the last part of the asset key."""
        return {key: metadata["records_loaded"].value for key, metadata in self.metadata.items()}

    @property
    def metadata(self) -> dict[str, Mapping[str, dg.MetadataValue]]:
        events = self.result.get_asset_materialization_events()
        found = [event.materialization for event in events]
        return {item.asset_key.path[-1]: item.metadata for item in found}

    @property
    def failure(self) -> str:
        """The description of the failed step."""
        [event] = [event for event in self.result.all_events if event.is_step_failure]
        return event.step_failure_data.user_failure_data.description

    @property
    def last_lines(self) -> str:
        [event] = [event for event in self.result.all_events if event.is_step_failure]
        return event.step_failure_data.user_failure_data.metadata["last_lines"].value

    @property
    def log(self) -> str:
        """The milestones and warnings of the run."""
        entries = self.instance.all_logs(self.result.run_id)
        return "\n".join(entry.user_message for entry in entries if not entry.is_dagster_event)


def asset(pipeline: Pipeline, resources: frozenset[str] = frozenset()) -> dg.AssetsDefinition:
    """The asset of a pipeline as the generated modules write it."""

    @dg.multi_asset(
        name=pipeline.name,
        specs=pipeline.specs(),
        can_subset=True,
        pool=pipeline.pool,
        required_resource_keys=set(resources),
    )
    def step(
        context: dg.AssetExecutionContext, config: SingerOptions
    ) -> Iterator[dg.MaterializeResult]:
        yield from run_pipeline(context, config, pipeline)

    return step


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A project whose processes are found by a variable; none may be left when the test ends."""
    made = World(tmp_path, uuid.uuid4().hex)
    monkeypatch.setenv(MARKER, made.marker)
    monkeypatch.setenv("M2D_OUTPUT", str(made.output))
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(tmp_path))
    monkeypatch.delenv("MELTANO_ENVIRONMENT", raising=False)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    yield made
    made.wait_for(lambda: not made.processes())
