#!/usr/bin/env python3
"""Change the kit of a generated project line by line; each change has to turn a shipped test red.

    run.py [--only WORD] [--report FILE]

The project is what `./m2d generate` makes of fixtures/projects/quickbooks-jobs. Exit status 1 when a change goes unnoticed, a text is no longer in the kit, or the tests fail without a change. --report writes a Markdown table.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from mutations import MUTATIONS, Mutation

ROOT = Path(__file__).resolve().parents[4]


def generate(folder: Path) -> Path:
    """A Meltano project in a new folder, and in it the project that is generated from it now."""
    shutil.copytree(ROOT / "fixtures" / "projects" / "quickbooks-jobs" / "input", folder)
    subprocess.run([ROOT / "m2d", "generate", folder], check=True, capture_output=True)
    return folder / "dagster_project"


def green(project: Path, tests: tuple[str, ...]) -> bool:
    """Whether the tests pass; 5, no tests at all, is not green."""
    names = [f"tests/{name}" for name in tests]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *names]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        print(done.stdout[-2000:], done.stderr[-2000:], file=sys.stderr)
    return done.returncode == 0


def noticed(project: Path, mutation: Mutation) -> str:
    """What became of a change: "noticed", "unnoticed" or "not in the kit"."""
    path = project / "dagster_project" / mutation.file
    text = path.read_text()
    if text.count(mutation.text) != 1:
        return "not in the kit"
    path.write_text(text.replace(mutation.text, mutation.instead))
    try:
        return "unnoticed" if green(project, mutation.tests) else "noticed"
    finally:
        path.write_text(text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="mutations whose promise or file has this word")
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    chosen = [m for m in MUTATIONS if not options.only or options.only in m.promise + m.file]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        project = generate(Path(folder) / "quickbooks")
        tests = tuple(sorted({name for mutation in chosen for name in mutation.tests}))
        if not green(project, tests):
            print("the tests fail without any change", file=sys.stderr)
            return 1
        for mutation in chosen:
            result = noticed(project, mutation)
            print(f"{result:15} {mutation.file}: {mutation.promise}", flush=True)
            rows.append((mutation, result))
    if options.report:
        lines = [f"| {m.promise} | `{m.file}` | {', '.join(m.tests)} | {r} |" for m, r in rows]
        head = ["| Promise | File of the kit | Tests | Its line changed |", "|---|---|---|---|"]
        options.report.write_text("\n".join([*head, *lines]) + "\n")
    missed = [m for m, result in rows if result != "noticed"]
    print(f"figure: mutations {len(rows) - len(missed)} noticed of {len(rows)}")
    return 1 if missed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
