"""quickbooks-native for tests of whole runs: folders instead of files as input, made-up rows, and what must be true of them at the end."""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fixture
import psycopg
import sides
from psycopg import sql

SERVER = Path(__file__).with_name("run_server.py")
FIXTURE = sides.REPOSITORY / "fixtures" / "projects" / "quickbooks-native" / "input"
IMPORTERS = {
    "customers": "tap_csv__target_postgres",
    "invoices": "tap_csv__target_postgres",
    "sales_receipts": "tap_csv__target_postgres",
    "items": "tap_csv_items__target_postgres",
}
HEADERS = {
    "customers": ("Customer Id", "Customer", "Balance"),
    "invoices": ("Invoice No", "Product/Service", "Customer", "Amount"),
    "sales_receipts": ("Sales Receipt No", "Line/Item", "Memo"),
    # Appended: a row that is loaded twice is there twice.
    "items": ("Item Id", "Item", "Price"),
}
# All files of both importers, without dbt.
FILES_JOB = """
import dagster as dg

from dagster_project.defs.assets.tap_csv__target_postgres.constants import IMPORTER as ONE
from dagster_project.defs.assets.tap_csv_items__target_postgres.constants import IMPORTER as OTHER

files = dg.define_asset_job(
    "files",
    selection=dg.AssetSelection.assets(
        *(
            key
            for importer in (ONE, OTHER)
            for key in (
                *(importer.files_key(t) for t in importer.types),
                *importer.pipeline.keys,
                importer.archive_key,
                importer.errors_key,
            )
        )
    ),
    executor_def=dg.in_process_executor,
)
"""


class Native:
    """The generated project with its input folders, and the files that were put there."""

    def __init__(self, folder: Path, url: str) -> None:
        """Generate it; nothing but the project itself is needed to load files."""
        fixture.copy(FIXTURE, folder)
        # In a deployment dbt has an environment of its own; in the one of the tests Dagster would
        # import it with every run.
        without_dbt = folder.parent / "without_dbt"
        without_dbt.mkdir()
        (without_dbt / "sitecustomize.py").write_text('import sys\n\nsys.modules["dbt"] = None\n')
        variables = {**sides.database_variables(url), "PYTHONPATH": str(without_dbt)}
        meltano = folder / "meltano.yml"
        text = meltano.read_text()
        for stream in HEADERS:
            text = text.replace(f"data/{stream}.csv", f"inbox/{stream}")
            (folder / "inbox" / stream).mkdir(parents=True)
        meltano.write_text(text.replace("keys: [Item Id]", "keys: []"))
        self.project = sides.Project(folder, folder.parent / "logs", variables)
        self.folder, self.output, self.url = folder, self.project.output, url
        self.put_there: dict[str, tuple[str, int]] = {}
        self.project.generate()
        self.policy()
        jobs = self.output / "dagster_project" / "defs" / "jobs"
        (jobs / "files_only.py").write_text(FILES_JOB)

    def policy(
        self, importers: Mapping[str, Mapping[str, object]] | None = None, **settings: object
    ) -> None:
        """Write files.yaml: settings of all importers, and what some of them have of their own."""
        given = {"mode": "quarantine", "after_load": "archive", "settle_seconds": 0, **settings}
        (self.output / "files.yaml").write_text(
            json.dumps({"schema_version": 1, "defaults": given, "importers": importers or {}})
        )

    def put(
        self,
        stream: str,
        name: str,
        rows: int,
        chance: random.Random,
        *,
        wide: int = 20,
        slowly: float = 0,
    ) -> Path:
        """Let a file arrive, as a program does that writes under another name first.

        Args:
            stream: which input folder.
            name: of the file; its keys are in no file of another name.
            rows: how many.
            chance: makes up the values.
            wide: letters in the widest value.
            slowly: seconds of a pause in the middle; then the file has its own name from the start.
        """
        path = self.folder / "inbox" / stream / name
        letters = "".join(chance.choices("abcdefgh ", k=wide))
        more = ["x"] * (len(HEADERS[stream]) - 2)
        lines = [
            ",".join([f"{name}:{number}", *more, letters[chance.randrange(wide) :]])
            for number in range(rows)
        ]
        content = "\n".join([",".join(HEADERS[stream]), *lines, ""]).encode()
        self.put_there[hashlib.sha256(content).hexdigest()] = (stream, rows)
        if slowly:
            cut = chance.randrange(len(content))
            with path.open("wb", buffering=0) as written:
                written.write(content[:cut])
                time.sleep(slowly)
                written.write(content[cut:])
            return path
        part = path.with_name(f"{name}.part")
        part.write_bytes(content)
        return part.rename(path)

    def wrong(self, *roots: Path) -> list[str]:
        """What is not as it must be when every file was loaded: each row once, each file in the archive once.

        Args:
            roots: folders besides the project where files may be.
        """
        places: Counter[str] = Counter()
        found: list[str] = []
        for root in (self.folder / "inbox", self.folder / "files", *roots):
            for path in root.rglob("*"):
                if not path.is_file() or path.name == "lock" or path.name.endswith(".error.json"):
                    continue
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                if digest not in self.put_there:
                    found.append(f"nobody put {path} there")
                elif not re.fullmatch(r".*/\d{4}/\d\d/\d\d", str(path.parent)):
                    found.append(f"{path} is not archived")
                places[digest] += 1
        found += [
            f"a file of {self.put_there[digest]} is in {places[digest]} places"
            for digest in self.put_there
            if places[digest] != 1
        ]
        with psycopg.connect(self.url) as connection:
            found += self._wrong_rows(connection)
        return found

    def _wrong_rows(self, connection: psycopg.Connection) -> Iterator[str]:
        expected: dict[str, int] = dict.fromkeys(HEADERS, 0)
        for stream, rows in self.put_there.values():
            expected[stream] += rows
        for stream, rows in expected.items():
            query = sql.SQL("SELECT count(*), count(DISTINCT {}) FROM {}").format(
                sql.Identifier(HEADERS[stream][0]), sql.Identifier("raw", stream)
            )
            if not rows:
                continue
            there = connection.execute(query).fetchone()
            if there != (rows, rows):
                yield f"{stream}: {there} rows (all, distinct) instead of {rows}"
        entries = connection.execute(
            "SELECT sha256, stream, rows, loaded, status FROM raw._file_ledger"
        ).fetchall()
        lines = Counter(e for e in entries if e[-1] != "failed")
        wanted = {(d, s, n, n, "archived"): 1 for d, (s, n) in self.put_there.items()}
        if lines != wanted:
            odd = [*(Counter(wanted) - lines), *(lines - Counter(wanted))]
            yield f"ledger: {len(odd)} entries are odd, such as {odd[:4]}"

    @contextmanager
    def runs(self, *, variables: Mapping[str, str] | None = None) -> Iterator[Runs]:
        """A server of whole runs; no file is there yet."""
        with (self.project.logs / "runs.log").open("ab") as log:
            process = subprocess.Popen(
                [self.project.python, SERVER, "files"],
                cwd=self.output,
                env={**self.project.environment, **(variables or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
            with sides.ended(process):
                yield Runs(process, self.project.logs / "answer.json")
                assert process.stdin
                process.stdin.close()
                process.wait(sides.GRACE_SECONDS)


class Runs:
    """Starts runs, each in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], answer: Path) -> None:
        self._process, self._answer = process, answer
        assert self._said() == "ready", "the project cannot be loaded, see runs.log"

    def start(self, job: str = "files", **request: object) -> int:
        """Start a run; the id of its process."""
        self._answer.unlink(missing_ok=True)
        line = json.dumps({"job": job, "answer": str(self._answer), **request})
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        word, _, pid = self._said().partition(" ")
        assert word == "pid"
        return int(pid)

    def end(self) -> dict[str, Any] | None:
        """Wait for the end of a run; what it came to, None when it was killed."""
        word, _, status = self._said().partition(" ")
        assert word == "ended"
        if int(status) < 0:
            return None
        assert status == "0", "the run ended in an exception, see runs.log"
        return json.loads(self._answer.read_text())

    def run(self, job: str = "files", **request: object) -> dict[str, Any]:
        """Run to the end."""
        self.start(job, **request)
        done = self.end()
        assert done
        return done

    def _said(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()
