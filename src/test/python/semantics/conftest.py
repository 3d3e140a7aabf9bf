"""The cases, and the trees that m2d generates of them."""

import shutil
import sys

import cases
import pytest

# The kit, and the machinery of its own tests that compares a resolved project with a document.
sys.path[:0] = [
    str(cases.REPOSITORY / "templates"),
    str(cases.REPOSITORY / "src" / "test" / "python" / "kit"),
    str(cases.REPOSITORY / "tools"),
]

import run_all  # noqa: E402


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """By name of the case: a copy of its project, the generated project, m2d's exit status."""
    folder = tmp_path_factory.mktemp("cases")
    places = {}
    for case in cases.all_cases():
        root = folder / case.name / "project"
        shutil.copytree(case.input, root)
        places[case.name] = (root, folder / case.name / "out")
    runs = [("generate", root, "-o", out) for root, out in places.values()]
    ran = run_all.run_all(runs, folder)
    return {
        name: (*place, one.status) for (name, place), one in zip(places.items(), ran, strict=True)
    }
