"""`catalog capture`, with a tap that is a real process."""

import json
import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from builder import plugin
from conftest import KIT, World
from dagster_project.singer.__main__ import main

CATALOG = {"streams": [{"tap_stream_id": "users", "schema": {"properties": {"id": {}}}}]}


@pytest.fixture
def capture(built, monkeypatch, capsys):
    """`catalog capture tap-x` with the body of a tap; answers status and standard error."""
    monkeypatch.setenv("M2D_OUTPUT", str(built.output))
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(built.root))
    settings = {"token": {"sensitive": True, "value": "geheim123"}, "path": {"value": "data.csv"}}
    built.add(plugin(settings=settings, executable="./tap.py"))

    def run(body):
        tap = built.root / "tap.py"
        head = "#!/usr/bin/env python3\nimport json, os, sys\nconfig = sys.argv[sys.argv.index('--config') + 1]\n"
        tap.write_text(head + textwrap.dedent(body))
        tap.chmod(tap.stat().st_mode | stat.S_IXUSR)
        status = main(["catalog", "capture", "tap-x"])
        return status, capsys.readouterr().err

    return run


def test_what_the_tap_discovers_is_kept(capture, built):
    status, lines = capture(
        f"""
        assert sys.argv[3:] == ["--discover"], sys.argv
        assert os.getcwd() == {str(built.root)!r}
        assert os.stat(config).st_mode & 0o777 == 0o600
        print(open("seen.json", "w").write(config) and json.dumps({CATALOG!r}))
        assert json.load(open(config)) == {{"token": "geheim123", "path": "data.csv"}}
        """
    )
    assert status == 0, lines
    assert "catalogs/tap-x.json" in lines
    assert json.loads((built.output / "catalogs" / "tap-x.json").read_text()) == CATALOG
    # The configuration is gone with the tap.
    assert not Path((built.root / "seen.json").read_text()).exists()


def test_a_tap_that_fails_says_why_without_its_secrets(capture, built):
    status, lines = capture("sys.exit('cannot log in with geheim123')")
    assert status == 1
    assert "discovery failed: extractor `tap-x` ended with exit code 1\ncannot log in" in lines
    assert "cannot log in with ***" in lines
    assert "geheim123" not in lines
    assert not (built.output / "catalogs").exists()


def test_a_tap_that_cannot_discover(capture, built):
    built.add(plugin(capabilities=["catalog"], executable="./tap.py"))
    status, lines = capture("")
    assert status == 1
    assert "no capability `discover`" in lines


def test_a_tap_that_is_not_there(capture, built):
    built.add(plugin(executable="./other.py"))
    status, lines = capture("")
    assert status == 1
    assert "the executable `./other.py` was not found" in lines


def test_a_capture_that_is_ended_leaves_nothing(world: World) -> None:
    world.steps().write()
    tap = world.root / "bin" / "tap-fake"
    tap.write_text("#!/bin/sh\nexec sleep 60\n")
    command = [sys.executable, "-m", "dagster_project.singer", "catalog", "capture", "tap-fake"]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(KIT)})
    folders = Path(os.environ["TMPDIR"])
    world.wait_for(lambda: any("sleep 60" in line for line in world.processes()))
    assert list(folders.glob("m2d-*/tap.config.json"))

    process.terminate()
    process.wait(60)

    world.wait_for(lambda: not world.processes() and not list(folders.glob("m2d-*")))
