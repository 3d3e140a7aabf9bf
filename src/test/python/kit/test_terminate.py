"""A run that a person ends in the web interface: the real web server, asked through GraphQL."""

import json
import os
import signal
import socket
import subprocess
import sys
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

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def server(world: World) -> Iterator[WebServer]:
    world.steps(
        ["stream", "users"],
        ["state", {"bookmarks": {"users": 1}}],
        ["children", 60],
        ["records", "users", 1_000_000, 5, 0.001],
    ).write()
    made = WebServer(world)
    yield made
    made.stop()
    world.wait_for(lambda: not world.processes(), seconds=20)


def plugins(world: World) -> list[str]:
    return [line for line in world.processes() if "supervisor" in line or "fake" in line]


def test_terminate_run(server: WebServer) -> None:
    world = server.world
    for policy in ("SAFE_TERMINATE", "MARK_AS_CANCELED_IMMEDIATELY"):
        run = server.launch()
        world.wait_for(lambda: world.state() and len(plugins(world)) >= 4, seconds=120)

        answer = server.ask(TERMINATE % policy, run=run)["terminateRun"]

        assert answer["__typename"] == "TerminateRunSuccess"
        world.wait_for(lambda: not plugins(world), seconds=1)
        assert not [line for line in world.processes() if "sleep" in line]
        world.wait_for(lambda run=run: server.status(run) == "CANCELED", seconds=30)
        assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}
