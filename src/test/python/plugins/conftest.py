"""Installs the fixture tap and, where it is at hand, the tap it stands for, each into an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[4]
FIXTURE = REPOSITORY / "fixtures" / "plugins" / "tap-csv"
REAL = Path(
    os.environ.get("M2D_REAL_TAP_CSV") or REPOSITORY.parent / "shared" / "plugins" / "tap-csv"
)


def install(source: Path, folder: Path) -> Path:
    """Return the executable of the tap in `source`, installed below `folder`."""
    uv = os.environ.get("M2D_UV", "uv")
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, folder], check=True)
    subprocess.run(
        [
            uv,
            "pip",
            "install",
            "-q",
            "--compile-bytecode",
            "--python",
            folder / "bin" / "python",
            source,
        ],
        check=True,
    )
    return folder / "bin" / "tap-csv"


@pytest.fixture(scope="session")
def fixture_tap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(FIXTURE, tmp_path_factory.mktemp("fixture") / "venv")


@pytest.fixture(scope="session")
def real_tap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not REAL.is_dir():
        pytest.skip(
            f"NOT RUN: MeltanoLabs' tap-csv is not at {REAL} (or where M2D_REAL_TAP_CSV says)"
        )
    return install(REAL, tmp_path_factory.mktemp("real") / "venv")
