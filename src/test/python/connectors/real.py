"""Runs the real tap-csv, the real target-postgres and Meltano's own edits of the catalog on a case."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Any

import cases
import psycopg
from psycopg.conninfo import conninfo_to_dict

HERE = Path(__file__).parent
TAP = Path(
    os.environ.get("M2D_REAL_TAP_CSV") or cases.REPOSITORY.parent / "shared" / "plugins" / "tap-csv"
)
PINS = cases.REPOSITORY / "tools" / "requirements" / "connectors.txt"


def missing() -> str:
    """Why the real connectors cannot be run; empty when they can."""
    if not TAP.is_dir():
        return f"NOT RUN: MeltanoLabs' tap-csv is not at {TAP} (or where M2D_REAL_TAP_CSV says)"
    return ""


def installed(folder: Path, url: str) -> "Connectors":
    """Install the tap into a folder, and return what runs cases with it on the PostgreSQL server at `url`."""
    uv, venv, work = os.environ.get("M2D_UV", "uv"), folder / "tap", folder / "work"
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, venv], check=True)
    command = [
        uv,
        "pip",
        "install",
        "-q",
        "--compile-bytecode",
        "--python",
        venv / "bin" / "python",
    ]
    subprocess.run([*command, "--constraint", PINS, TAP], check=True)
    return Connectors(venv / "bin" / "python", work, url)


class Server:
    """A Python that answers each line with a line."""

    def __init__(self, python: Path, script: str, *arguments: str) -> None:
        # No word of the caller's environment may become a setting; moments are compared as UTC.
        env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1"}
        env["HOME"] = os.environ.get("HOME", "/")
        self.process = subprocess.Popen(
            [python, "-B", HERE / script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=env,
        )

    def ask(self, **job: Any) -> str:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(job, default=str) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the helper for {self.process.args} ended"
        return answer.strip()

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


class Connectors:
    """The three helpers; a context manager."""

    def __init__(self, tap: Path, work: Path, url: str) -> None:
        target, meltano = os.environ["M2D_CONNECTORS_PYTHON"], os.environ["MELTANO_PYTHON"]
        module = "target_postgres.target"
        later = ("psycopg", "multiprocessing.dummy")
        self.tap = Server(tap, "run_connector.py", "tap_csv.tap", "TapCSV")
        self.target = Server(Path(target), "run_connector.py", module, "TargetPostgres", *later)
        self.meltano = Server(Path(meltano), "select_with_meltano.py")
        self.work, self.url = work, url

    def __enter__(self) -> "Connectors":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in (self.tap, self.target, self.meltano):
            server.stop()

    def answers(self, case: cases.Case) -> list[dict[str, Any]]:
        """Run all loads of a case in a database of its own."""
        with cases.database(case, self.url) as connection:
            return Run(self, case, connection).answers()


class Run:
    """The loads of one case."""

    def __init__(
        self, connectors: Connectors, case: cases.Case, connection: psycopg.Connection
    ) -> None:
        self.connectors, self.case, self.connection = connectors, case, connection
        self.folder = connectors.work / case.name
        self.settings: dict[str, Any] | None = None  # those the catalog was discovered with
        self.windows: list[cases.Window] = []

    def answers(self) -> list[dict[str, Any]]:
        return [self.load(load) for load in self.case.loads]

    def load(self, load: cases.Load) -> dict[str, Any]:
        if load.prepare:
            self.connection.execute(load.prepare.encode())
        project = self.folder / "project"
        shutil.rmtree(project, ignore_errors=True)
        load.write(project)
        (self.folder / "tap.json").write_text(json.dumps(load.tap))
        # A sequence is rounded to milliseconds.
        begin = datetime.now(timezone.utc) - timedelta(milliseconds=1)
        tap, target = self.through(load, project)
        self.windows.append((begin, datetime.now(timezone.utc) + timedelta(milliseconds=1)))
        found = cases.schemas(self.connection)
        return {
            "tap": tap,
            **(
                said(self.folder / "messages", self.case.text.get("any_order", False))
                if target
                else {}
            ),
            "target": target or {"status": "not started"},
            "schemas": {s: cases.snapshot(self.connection, s, self.windows) for s in found},
        }

    def through(self, load: cases.Load, project: Path) -> tuple[dict[str, str], dict[str, str]]:
        """Discover, select, extract, load: as `meltano run` does; how tap and target ended."""
        config, catalog = self.folder / "tap.json", self.folder / "catalog.json"
        options = ["--config", config]
        if "catalog" in load.extras:
            catalog.write_text(json.dumps(load.extras["catalog"]))
        elif load.refresh or self.settings != load.tap:
            self.settings = None
            status = self.run("tap", project, [*options, "--discover"], "/dev/null", "catalog.json")
            if status:
                return self.ending("tap", status) | {"while": "discovery"}, {}
            self.settings = load.tap
        if "catalog" not in load.extras:
            self.connectors.meltano.ask(catalog=catalog, **load.extras)
        status = self.run("tap", project, [*options, "--catalog", catalog], "/dev/null", "messages")
        tap = self.ending("tap", status)
        connection = conninfo_to_dict(self.connectors.url)
        settings = {
            "host": connection["host"],
            "port": int(connection["port"]),
            "user": connection["user"],
            "password": connection["password"],
            "database": self.connection.info.dbname,
        }
        config = self.folder / "target.json"
        place = "{user}:{password}@{host}:{port}/{database}".format(**settings)
        text = json.dumps({**settings, **load.target})
        config.write_text(text.replace("<url>", f"postgresql+psycopg://{place}"))
        # Meltano closes the input of the target when the tap has ended, however that was.
        messages = self.folder / "messages"
        status = self.run("target", project, ["--config", config], messages, "states")
        return tap, self.ending("target", status)

    def run(
        self, who: str, project: Path, arguments: list[Any], stdin: Path | str, stdout: str
    ) -> int:
        server = self.connectors.tap if who == "tap" else self.connectors.target
        job = {"folder": project, "arguments": [str(a) for a in arguments], "stdin": stdin}
        files = {"stdout": self.folder / stdout, "stderr": self.folder / f"{who}.log"}
        return int(server.ask(**job, **files))

    def ending(self, who: str, status: int) -> dict[str, str]:
        if not status:
            return {"status": "ok"}
        return {"status": "failed", "error": essence((self.folder / f"{who}.log").read_text())}


def said(file: Path, sort: bool) -> dict[str, Any]:
    """The kinds of a tap's messages, and by name of the stream what was announced and which rows followed."""
    messages = [json.loads(line) for line in file.read_text().splitlines()]
    found: dict[str, Any] = {}
    for message in messages:
        if message["type"] not in ("SCHEMA", "RECORD"):
            continue
        stream = found.setdefault(message["stream"], {"schemas": [], "rows": []})
        if message["type"] == "RECORD":
            stream["rows"].append(message["record"])
        else:
            told = {"key_properties": message["key_properties"], "schema": message["schema"]}
            if told not in stream["schemas"]:
                stream["schemas"].append(told)
    for stream in found.values():
        rows = stream.pop("rows")
        stream.update(cases.many("rows", sorted(rows, key=json.dumps) if sort else rows))
    return {"messages": sorted({message["type"] for message in messages}), "streams": found}


# A line that ends a traceback; the connectors' own lines begin with a moment, a level and a name.
RAISED = re.compile(r"^((?:[a-z_]\w*\.)+[A-Z]\w+|[A-Z]\w*(?:Error|Exception)): .")
LOGGED = re.compile(r"^[-0-9]{10} [:,0-9]{12} \| [A-Z]+ +\| \S+ +\| ")
# Names of temporary tables, the server's address and port, the folder of the run.
VARYING = (
    (re.compile(r"[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}"), "<temporary>"),
    (re.compile(r"Engine\([^)]*\)"), "<engine>"),
    (re.compile(r"port \d+"), "port <port>"),
    (re.compile(r"/\S+/project/"), ""),
)


def essence(log: str) -> str:
    """The last exception of a log without what differs from run to run; else its last line."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    raised = [line for line in lines if RAISED.match(line)]
    text = raised[-1] if raised else LOGGED.sub("", lines[-1]) if lines else ""
    for pattern, word in VARYING:
        text = pattern.sub(word, text)
    return text
