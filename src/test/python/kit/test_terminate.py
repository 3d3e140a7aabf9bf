"""Runs that are ended from outside under the real web server, asked through GraphQL: by a person, or by SIGKILL."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import World

LOCATION = """\
import sys
from pathlib import Path

sys.path.insert(0, {here!r})
import dagster as dg
from conftest import World, asset

definition = asset(World(Path({root!r}), "").pipeline())
defs = dg.Definitions(
    assets=[definition], jobs=[dg.define_asset_job("job", executor_def=dg.in_process_executor)]
)
"""
INSTANCE = """\
run_coordinator:
  module: dagster.core.run_coordinator
  class: DefaultRunCoordinator
telemetry:
  enabled: false
"""
LAUNCH = """
mutation Launch($params: ExecutionParams!) {
  launchRun(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""
TERMINATE = """
mutation Terminate($run: String!) {
  terminateRun(runId: $run, terminatePolicy: %s) { __typename }
}
"""
STATUS = "query Status($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"

MESSAGES = """
query Messages($run: ID!) {
  logsForRun(runId: $run) { ... on EventConnection { events { ... on MessageEvent { message } } } }
}
"""


class WebServer:
    """A Dagster web server on a port of its own."""

    def __init__(self, world: World) -> None:
        self.world = world
        home = world.root / "home"
        home.mkdir()
        (home / "dagster.yaml").write_text(INSTANCE)
        location = world.root / "location.py"
        here = str(Path(__file__).parent)
        location.write_text(LOCATION.format(here=here, root=str(world.root)))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "dagster_webserver"),
                *("-h", "127.0.0.1", "-p", str(self.port), "-f", str(location)),
            ],
            env={**os.environ, "DAGSTER_HOME": str(home)},
            stderr=(world.root / "webserver.log").open("wb"),
        )
        world.wait_for(self.answers, seconds=120)

    def answers(self) -> bool:
        try:
            return self.ask("{ version }") is not None
        except (urllib.error.URLError, ConnectionError):
            return False

    def ask(self, query: str, **variables: object) -> dict:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            body,
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def launch(self) -> str:
        selector = {
            "repositoryLocationName": "location.py",
            "repositoryName": "__repository__",
            "jobName": "job",
        }
        params = {"selector": selector, "runConfigData": {}, "executionMetadata": {"tags": []}}
        answer = self.ask(LAUNCH, params=params)["launchRun"]
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return answer["run"]["runId"]

    def status(self, run: str) -> str:
        return self.ask(STATUS, run=run)["runOrError"]["status"]

    def messages(self, run: str) -> str:
        """What the log of a run says."""
        events = self.ask(MESSAGES, run=run)["logsForRun"]["events"]
        return "\n".join(event.get("message", "") for event in events)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def short_folder(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder for temporary files whose path leaves room for a socket of Dagster: such paths have at most 107 bytes."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # noqa: S108
        monkeypatch.setenv("TMPDIR", folder)
        yield
        world.wait_for(lambda: not world.processes(), seconds=20)


@pytest.fixture
def server(world: World, short_folder: None) -> Iterator[WebServer]:
    world.steps(
        ["stream", "users"],
        ["state", {"bookmarks": {"users": 1}}],
        ["children", 60],
        ["records", "users", 1_000_000, 5, 0.001],
    ).write()
    made = WebServer(world)
    yield made
    made.stop()


def plugins(world: World) -> list[str]:
    names = ("supervisor", "fake", "sleep")
    return [line for line in world.processes() if any(name in line for name in names)]


def private_folders() -> list[Path]:
    return list(Path(os.environ["TMPDIR"]).glob("m2d-*"))


def test_terminate_run(server: WebServer) -> None:
    world = server.world
    for policy in ("SAFE_TERMINATE", "MARK_AS_CANCELED_IMMEDIATELY"):
        run = server.launch()
        world.wait_for(lambda: world.state() and len(plugins(world)) >= 6, seconds=120)

        answer = server.ask(TERMINATE % policy, run=run)["terminateRun"]

        assert answer["__typename"] == "TerminateRunSuccess"
        world.wait_for(lambda: not plugins(world))
        world.wait_for(lambda run=run: server.status(run) == "CANCELED", seconds=60)
        world.wait_for(lambda: not private_folders())
        assert "termination request" in server.messages(run)
        assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}


def test_the_run_process_is_killed(server: WebServer) -> None:
    """Dagster's own watch over the run names the signal, the next run of the pipeline names the run."""
    world, run = server.world, server.launch()
    world.wait_for(lambda: world.state() and len(plugins(world)) >= 6, seconds=120)
    supervisor = next(line.split()[0] for line in plugins(world) if "supervisor" in line)
    stat = Path(f"/proc/{supervisor}/stat").read_text()

    os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)

    world.wait_for(lambda: not plugins(world))
    world.wait_for(lambda: not private_folders())
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}
    world.wait_for(lambda: server.status(run) == "FAILURE", seconds=60)
    assert "SIGKILL" in server.messages(run)

    world.steps(["stream", "users", 1, 2], ["stream", "orders"]).write()
    following = server.launch()
    world.wait_for(lambda: server.status(following) == "SUCCESS", seconds=120)
    assert f"the run before this one (run {run}) was ended from outside" in server.messages(
        following
    )
    assert world.trace[-1]["state"] == {"bookmarks": {"users": 1}}
