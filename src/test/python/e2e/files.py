"""What the end-to-end tests change in a project, and how they read JSON lines."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import rows
import sides


def replace(path: Path, pattern: str, text: str) -> None:
    """Replace a pattern that must be there."""
    changed, count = re.subn(
        pattern, text.replace("\\", r"\\"), path.read_text(), flags=re.MULTILINE
    )
    assert count, f"{path}: nothing matches {pattern}"
    path.write_text(changed)


def use_runner(project: sides.Project, runner: str) -> None:
    """Set the runner of every pipeline in migration.yaml, as an owner would."""
    replace(project.output / "migration.yaml", r"runner: \S+?(?=\s|\}|,|$)", f"runner: {runner}")


def json_lines(folder: Path) -> dict[str, Counter[str]]:
    """Records of every JSON lines file as counted text, without the columns that hold the moment of loading."""
    found = {}
    for path in sorted(folder.glob("*.jsonl")):
        records = [json.loads(line) for line in path.read_text().splitlines()]
        for record in records:
            for column in rows.LEFT_OUT:
                record.pop(column, None)
        found[path.name] = Counter(json.dumps(record, sort_keys=True) for record in records)
    return found


def log(project: sides.Project, step: str) -> str:
    """What a step printed."""
    return (project.logs / f"{step}.log").read_text()
