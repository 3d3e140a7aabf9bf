"""The cases, and the trees that m2d generates of them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import cases
import pytest

# The kit, and the machinery of its own tests that compares a resolved project with a document.
sys.path[:0] = [
    str(cases.REPOSITORY / "templates"),
    str(cases.REPOSITORY / "src" / "test" / "python" / "kit"),
]


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """By name of the case: a copy of its project, the generated project, m2d's exit status."""
    folder = tmp_path_factory.mktemp("cases")
    places = {}
    for case in cases.all_cases():
        root = folder / case.name / "project"
        shutil.copytree(case.input, root)
        places[case.name] = (root, folder / case.name / "out")
    file = folder / "runs.txt"
    file.write_text("".join(f"{root}\t{out}\n" for root, out in places.values()))
    # Builds the jar when it is older than its sources.
    subprocess.run([cases.REPOSITORY / "m2d", "version"], check=True, capture_output=True)
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else "java"
    jar = cases.REPOSITORY / "target" / "m2d.jar"
    source = Path(__file__).with_name("GenerateAll.java")
    command = [java, "-XX:TieredStopAtLevel=1", "-cp", jar, source, file]
    done = subprocess.run(command, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("status ")]
    assert done.returncode == 0 and len(lines) == len(places), done.stderr[-4000:]
    statuses = [int(line.split()[1]) for line in lines]
    return {
        name: (*place, status)
        for (name, place), status in zip(places.items(), statuses, strict=True)
    }
