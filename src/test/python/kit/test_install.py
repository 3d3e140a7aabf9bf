"""Section 9, with the real uv and wheels made here: no index is asked."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from builder import plugin
from dagster_project.singer.__main__ import main
from dagster_project.singer.errors import KitError
from dagster_project.singer.packages import packages
from dagster_project.singer.settings import resolve
from judge import CACHE

UV = shutil.which("uv", path=str(CACHE / "uv" / "bin")) or shutil.which("uv")


def wheel(folder, name, version="1.0", needs=()):
    """A wheel with a module and an executable of that name."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    requires = "".join(f"Requires-Dist: {need}\n" for need in needs)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", "import sys\ndef main():\n    print(sys.prefix)\n")
        archive.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}",
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/entry_points.txt", f"[console_scripts]\n{name}={name}:main\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def tap(name, pip_url, *, python=None, venv=None, parent=None, executable=None):
    package = {"pip_url": pip_url, "python": python, "venv": venv or f"extractors/{name}"}
    return plugin(name, package=package, parent=parent, executable=executable or name)


@pytest.fixture
def run(built, monkeypatch, capsys):
    """`install` in the generated project; answers status and standard error."""
    assert UV, "run tools/setup uv"
    wheel(built.root / "wheels", "tap_one")
    wheel(built.root / "wheels", "tap_two")
    monkeypatch.setenv("M2D_OUTPUT", str(built.output))
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(built.root))
    monkeypatch.setenv("M2D_UV", UV)
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")

    def run(*arguments):
        status = main(["install", *arguments])
        return status, capsys.readouterr().err

    return run


def executable(built, name="tap-one"):
    project = built.load()
    return resolve(project, project.plugin("extractors", name))


ONE = "./wheels/tap_one-1.0-py3-none-any.whl"
TWO = "./wheels/tap_two-1.0-py3-none-any.whl"


def test_installs_once_and_shares_what_is_inherited(run, built):
    built.add(
        tap("tap-one", ONE, executable="tap_one"),
        tap(
            "tap-one--child", ONE, venv="extractors/tap-one", parent="tap-one", executable="tap_one"
        ),
        tap("tap-two", TWO, executable="tap_two"),
        plugin("tap-bare"),
    )
    status, lines = run()
    assert status == 0, lines
    assert lines.count(": installed in ") == 2
    child = executable(built, "tap-one--child")
    child.check_executable()
    done = subprocess.run(child.argv(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(built.output / ".venvs" / "extractors" / "tap-one")
    status, lines = run()
    assert lines.count(": is up to date") == 2
    assert run("--force", "tap-two")[1].count(": installed in ") == 1


def test_a_change_of_the_package_installs_again(run, built):
    built.add(tap("tap-one", ONE))
    run()
    built.add(tap("tap-one", f"{ONE} {TWO}"))
    assert ": installed in " in run()[1]
    assert ": is up to date" in run()[1]


def test_pins_are_written_without_paths_of_this_machine(run, built):
    built.add(tap("tap-one", f"{ONE} 'tap_two @ file://{built.root}/wheels/{Path(TWO).name}'"))
    assert run()[0] == 0
    pins = built.output / "requirements" / "extractors" / "tap-one.txt"
    assert str(built.root) not in pins.read_text()
    assert run("--locked")[1].count(": is up to date") == 1
    shutil.rmtree(built.output / ".venvs")
    status, lines = run("--locked")
    assert status == 0, lines
    assert executable(built).plugin.venv == "extractors/tap-one"
    assert (built.output / ".venvs" / "extractors" / "tap-one" / "bin" / "tap_two").exists()
    # A pin that changed is followed by --locked alone.
    pins.write_text("./wheels/tap_one-1.0-py3-none-any.whl\n")
    assert ": is up to date" in run()[1]
    assert ": installed in " in run("--locked")[1]
    assert not (built.output / ".venvs" / "extractors" / "tap-one" / "bin" / "tap_two").exists()


def test_a_variable_in_a_version_does_not_reach_other_pins(run, built, monkeypatch):
    monkeypatch.setenv("MAJOR", "1")
    built.add(tap("tap-one", f"{ONE} six==${{MAJOR}}.17.0"))

    assert run()[0] == 0

    pins = (built.output / "requirements" / "extractors" / "tap-one.txt").read_text()
    assert "six==1.17.0\n" in pins


def test_one_failure_does_not_stop_the_others_and_hides_tokens(run, built, monkeypatch):
    monkeypatch.setenv("TOKEN", "geheim123")
    built.add(
        tap("tap-one", ONE, executable="tap_one"),
        tap("tap-bad", "nowhere==1 --find-links https://user:pass@localhost:9/${TOKEN}/x"),
    )
    status, lines = run()
    assert status == 1
    assert "extractors/tap-bad: the package cannot be installed" in lines
    assert "[2/2]" in lines
    assert "geheim123" not in lines
    assert "pass@" not in lines
    executable(built).check_executable()


def test_what_did_not_end_is_not_installed(run, built):
    built.add(tap("tap-one", f"{ONE} nowhere==1"))
    assert run()[0] == 1
    with pytest.raises(KitError, match=r"(?s)is not installed.*install tap-one"):
        executable(built).check_executable()
    # As a crash between making the environment and filling it leaves it.
    built.add(tap("tap-one", ONE, executable="tap_one"))
    run()
    (built.output / ".venvs" / "extractors" / ".tap-one.unfinished").touch()
    with pytest.raises(KitError, match="its installation did not end"):
        executable(built).check_executable()
    assert ": installed in " in run()[1]
    executable(built).check_executable()


def test_a_python_that_is_not_there_names_the_way_out(run, built):
    built.add(tap("tap-one", ONE, python="3.99"))
    status, lines = run()
    assert status == 1
    assert "Python `3.99` cannot be used" in lines
    assert "`--python tap-one=PATH`" in lines
    assert run("--python", f"tap-one={sys.executable}")[0] == 0


def test_an_unknown_plugin_is_named(run, built):
    built.add(tap("tap-one", ONE))
    assert "no plugin `nope` to install" in run("nope")[1]
    assert "no plugin `nope` to install" in run("--python", "nope=3.9")[1]


def test_without_uv_the_way_to_it_is_named(run, built, monkeypatch):
    built.add(tap("tap-one", ONE))
    monkeypatch.setenv("M2D_UV", "/nowhere/uv")
    status, lines = run()
    assert (status, "M2D_UV names `/nowhere/uv`" in lines) == (1, True)


def test_a_project_without_packages(run):
    assert run() == (0, "no plugin of this project has a package to install\n")


def test_what_a_pip_url_sees(built):
    (built.root / ".env").write_text("DOT=dot\n")
    environments = {"dev": {"env": {"ENVI": "envi"}}}
    built.write("project", {"env": {"ROOT": "root"}, "environments": environments})
    raw = "a==$ROOT b==$DOT c==${PLUG} 'd e' f==$ENVI g==$MELTANO__PYTHON_VERSION h==$SHELL_VAR"
    env = {"plugin": {"PLUG": "$ROOT-$SHELL_VAR"}}
    built.add(tap("tap-one", raw) | {"env": env})
    (found,) = packages(built.load("dev", SHELL_VAR="shell"))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert found.arguments == (
        *("a==root", "b==dot", "c==root-shell", "d e", "f=="),
        *(f"g=={version}", "h==shell"),
    )
    assert found.references["DOT"] == "dot"


@pytest.mark.parametrize(
    ("own", "setting", "file", "given", "expected"),
    [
        ("3.9", "3.10", "3.11", {}, "3.9"),
        (None, "3.10", "3.11", {}, "3.10"),
        (None, None, "3.11\n", {}, "3.11"),
        (None, None, None, {}, sys.executable),
        ("3.9", None, None, {"tap-one": "3.12"}, "3.12"),
        ("3.9", None, None, {"extractors/tap-one": "3.12", "": "3.13"}, "3.12"),
        ("3.9", "3.10", None, {"": "3.13"}, "3.13"),
    ],
)
def test_the_choice_of_python(built, own, setting, file, given, expected):
    settings = {"python": {"sources": [{"value": setting}]}} if setting else {}
    built.write("project", {"settings": settings})
    if file:
        (built.root / ".python-version").write_text(file)
    built.add(tap("tap-one", ONE, python=own))
    (found,) = packages(built.load(), pythons=given)
    assert found.python == expected
