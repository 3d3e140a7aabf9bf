"""The cases of `fixtures/semantics`: a small Meltano project, what is asked about it, what the real Meltano answered.

A case is a folder:

    case.yaml      about: one sentence; trap: its row, or table: its topic; ask: one mapping, or a list of them;
                   not_for_kit: why there is no run that the kit could be equal to
    input/         the Meltano project
    expected.json  the answer, or the list of answers; written by tools/record-semantics alone

Keys of `ask`, all optional (files are named relative to the folder of the case):

    environment    only this one; null: without one. Default: none, then each of the project
    env            variables of the process, beside PATH, HOME and LANG
    env_file       the file read instead of `.env`
    run            block lists, as given to `meltano run`
    tap, catalog   the catalog a tap is given, had it discovered this file
    catalogs       the same for several taps: {tap: file}; the answers stand under `catalogs`
    now            what relative dates are counted from
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parents[4]
CASES = REPOSITORY / "fixtures" / "semantics"
ORACLE = REPOSITORY.parent / "shared" / "tools" / "meltano-oracle"
NOW = "2026-11-21T10:00:00+00:00"
# They differ from run to run or from machine to machine.
VOLATILE = ("seconds", "python", "project")
# No setting may take a value from the machine.
PROCESS = {"PATH": "/usr/bin:/bin", "HOME": "/home/tester", "LANG": "C.UTF-8"}
KEYS = {"environment", "env", "env_file", "run", "tap", "catalog", "catalogs", "now"}


@dataclass(frozen=True)
class Case:
    """A folder of `fixtures/semantics`."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def input(self) -> Path:
        return self.folder / "input"

    @property
    def text(self) -> dict:
        """What case.yaml says."""
        return yaml.safe_load((self.folder / "case.yaml").read_text())

    @property
    def asks(self) -> list[dict]:
        ask = self.text.get("ask") or {}
        asks = ask if isinstance(ask, list) else [ask]
        for one in asks:
            assert set(one) <= KEYS, f"{self.name}: unknown keys in ask: {set(one) - KEYS}"
        return asks

    @property
    def expected(self) -> list[dict]:
        """The answers, one for each ask."""
        found = json.loads(self.recorded())
        return found if isinstance(found, list) else [found]

    @property
    def expected_file(self) -> Path:
        return self.folder / "expected.json"

    def recorded(self) -> str:
        return self.expected_file.read_text() if self.expected_file.exists() else ""

    def written(self, answers: list[dict]) -> str:
        """The text of expected.json for these answers."""
        several = isinstance(self.text.get("ask"), list)
        text = json.dumps(answers if several else answers[0], indent=1, ensure_ascii=False) + "\n"
        # Python shows where an object lies in memory, and where it was when its stack was full.
        text = re.sub(r" at 0x[0-9a-f]+", " at 0x0", text)
        return re.sub(r'(maximum recursion depth exceeded)[^"]*', r"\1", text)

    def requests(self) -> list[tuple[str, dict]]:
        """What the oracle is asked, each with its `now`: for each ask the project, then a tap at a time."""
        requests = []
        for ask in self.asks:
            keys = {k: v for k, v in ask.items() if k not in ("catalogs", "now")}
            for key in ("env_file", "catalog"):
                if key in keys:
                    keys[key] = str(self.folder / keys[key])
            base = {"project": str(self.input), **keys}
            now = str(ask.get("now", NOW))
            requests.append((now, base))
            for tap, file in ask.get("catalogs", {}).items():
                requests.append((now, {**base, "tap": tap, "catalog": str(self.folder / file)}))
        return requests

    def answers(self, documents: list[dict]) -> list[dict]:
        """The documents of `requests` put together, one for each ask."""
        answers, rest = [], iter(documents)
        for ask in self.asks:
            answer = {k: v for k, v in next(rest).items() if k not in VOLATILE}
            for tap in ask.get("catalogs", {}):
                for level, other in zip(answer["resolved"], next(rest)["resolved"], strict=True):
                    level.setdefault("catalogs", {})[tap] = other["catalog"]
            answers.append(answer)
        return answers


def all_cases() -> list[Case]:
    return [Case(path.parent) for path in sorted(CASES.glob("*/case.yaml"))]


def can_ask(python: Path) -> bool:
    return python.exists() and ORACLE.exists()


def ask(cases: list[Case], python: Path) -> list[list[dict]]:
    """What the Meltano of that Python answers to each case; one start of it for each `now`."""
    requests = [(case, now, request) for case in cases for now, request in case.requests()]
    documents: dict[int, dict] = {}
    for moment in sorted({now for _, now, _ in requests}):
        chosen = [i for i, (_, now, _) in enumerate(requests) if now == moment]
        found = _batch([requests[i][2] for i in chosen], moment, python)
        documents.update(zip(chosen, found, strict=True))
    answers = []
    for case in cases:
        mine = [documents[i] for i, (owner, _, _) in enumerate(requests) if owner is case]
        answers.append(case.answers(mine))
    return answers


def _batch(requests: list[dict], now: str, python: Path) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "requests.jsonl")
        file.write_text("".join(json.dumps(request) + "\n" for request in requests))
        command = [sys.executable, str(ORACLE), "--batch", str(file), "--now", now, "--jobs", "2"]
        env = {**os.environ, "PATH": PROCESS["PATH"], "MELTANO_PYTHON": str(python)}
        done = subprocess.run(command, capture_output=True, text=True, env=env)
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    failed = [d for d in documents if d.get("oracle_error")]
    assert done.returncode == 0 and not failed, f"{done.stderr}\n{failed}"
    return documents
