"""Both sides of a comparison: the documents of the real Meltano, and those of m2d."""

import json
import os
import subprocess
import sys
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

import judge

JAR = judge.REPOSITORY / "target" / "m2d.jar"
BATCH = judge.REPOSITORY / "src/test/java/dev/m2d/testing/FactsBatch.java"
NOW = judge.NOW.removesuffix("+00:00")
# What both sides find in their process.
SURROUNDINGS = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8"}


def is_there():
    return judge.is_there() and JAR.exists()


def _facts_diff():
    """The tool is a script; its parts are wanted without its end."""
    source = (judge.SHARED / "tools" / "facts-diff").read_text()
    module = types.ModuleType("facts_diff")
    exec(compile(source.replace("\nmain()\n", "\n"), "facts-diff", "exec"), module.__dict__)
    return module


def differences(oracle, ours):
    """The number of facts, and those that differ: path to what Meltano and m2d say."""
    total, wrong, extra = _facts_diff().compare(oracle, ours)
    found = {
        ".".join(map(str, path)): f"Meltano {json.dumps(x)[:150]} · m2d {json.dumps(y)[:150]}"
        for path, x, y in wrong + extra
    }
    return total, found


def meltano(requests, folder):
    """Documents of the real Meltano; one on which the oracle itself fails holds `oracle_error`."""
    file = folder / "requests.jsonl"
    file.write_text("".join(json.dumps(request) + "\n" for request in requests))
    command = [str(judge.ORACLE), "--batch", str(file), "--now", judge.NOW, "--jobs", "2"]
    env = {**os.environ, "MELTANO_PYTHON": str(judge.PYTHON)}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    assert done.returncode in (0, 3), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def inspect(project):
    """What the command prints about a project: its document and its exit status."""
    command = [judge.REPOSITORY / "m2d", "inspect", "--json", "--unsafe", "--now", NOW, project]
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, env=SURROUNDINGS, cwd="/"
    )
    return json.loads(done.stdout), done.returncode


def m2d(requests, folder):
    """Documents of m2d, all by one process, as `m2d inspect` would print them."""
    file, answers = folder / "ours.jsonl", folder / "ours"
    file.write_text("".join(json.dumps(request) + "\n" for request in requests))
    answers.mkdir(exist_ok=True)
    command = ["java", "-cp", str(JAR), str(BATCH), str(file), str(answers), NOW]
    done = subprocess.run(command, capture_output=True, text=True, env=SURROUNDINGS)
    assert done.returncode == 0, done.stderr
    return [json.loads((answers / f"{n}.json").read_text()) for n in range(len(requests))]
