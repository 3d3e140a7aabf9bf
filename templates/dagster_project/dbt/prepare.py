"""Build the manifest of a dbt project: `dbt deps` when there are packages, then `dbt parse`."""

import importlib
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dagster_project.dbt.command import DbtCommand, command_of
from dagster_project.dbt.project import DbtProject
from dagster_project.singer.errors import KitError
from dagster_project.singer.process import Command, Deadline, ProcessError
from dagster_project.singer.project import Project, read_yaml
from dagster_project.singer.settings import resolve
from dagster_project.singer.single import run_process

MODULE = "dagster_project.defs.assets.dbt_assets"
MISSING = re.compile(r"Env var required but not provided: '([^']+)'")
# A text that is also a number: some profiles cast a port. dbt does not connect when it parses.
DUMMY = "1"
MOST_DUMMIES = 200


def projects(names: Sequence[str] = ()) -> list[DbtProject]:
    """The dbt projects of this code location; those of some plugins only when names are given.

    Raises:
        KitError: there is no dbt project of such a plugin.
    """
    try:
        module = importlib.import_module(MODULE)
    except ModuleNotFoundError:
        known = {}
    else:
        known = {p.plugin: p for p in vars(module).values() if isinstance(p, DbtProject)}
    for name in names:
        if name not in known:
            listed = ", ".join(f"`{plugin}`" for plugin in known) or "none"
            raise KitError(f"there is no dbt project of `{name}`", f"Known: {listed}.")
    return [project for name, project in known.items() if not names or name in names]


def prepare(project: DbtProject, say: Callable[[str], None]) -> Path:
    """Build the manifest of a project and return its path.

    Variables that `profiles.yml` or the project ask for and that are not set get a dummy value, and
    are named: parsing needs a text for them and does not connect anywhere.

    Raises:
        KitError: dbt is not there, or refuses the project; its own words are on the standard error
            before.
    """
    meltano = Project.load()
    resolved = resolve(meltano, meltano.plugin(project.plugin_type, project.plugin))
    command = command_of(resolved, project, ())
    dummies: dict[str, str] = {}
    if has_packages(command.folder):
        say(f"{project.plugin}: dbt deps")
        _with_dummies(command.with_arguments(["deps"]), dummies)
    say(f"{project.plugin}: dbt parse")
    with tempfile.TemporaryDirectory(prefix="m2d-") as target:
        parse = command.with_arguments(["parse", "--target-path", target])
        _with_dummies(parse, dummies)
        made = Path(target) / "manifest.json"
        project.manifest_path.parent.mkdir(parents=True, exist_ok=True)
        part = project.manifest_path.with_suffix(".part")
        shutil.copyfile(made, part)
        part.replace(project.manifest_path)
    if dummies:
        names = ", ".join(sorted(dummies))
        say(f"{project.plugin}: not set, a dummy value was used to parse: {names}")
    return project.manifest_path


def has_packages(folder: Path) -> bool:
    """Whether the dbt project has packages to install."""
    for name in ("packages.yml", "dependencies.yml"):
        path = folder / name
        if path.is_file() and read_yaml(path).get("packages"):
            return True
    return False


def _with_dummies(command: DbtCommand, dummies: dict[str, str]) -> None:
    """Run dbt again for as long as it asks for one more variable."""
    while True:
        failed = _once(command, dummies)
        if failed is None:
            return
        name = MISSING.search(failed.last_lines)
        if name is None or name[1] in dummies or len(dummies) >= MOST_DUMMIES:
            raise KitError(
                f"dbt {command.verb} of `{command.name}` failed:\n{failed.last_lines}",
                f"Correct the dbt project in {command.folder}.",
            )
        dummies[name[1]] = DUMMY


def _once(command: DbtCommand, dummies: Mapping[str, str]) -> ProcessError | None:
    started = Command(
        name=command.name,
        role="dbt of",
        argv=(command.executable, *command.arguments),
        env={**command.env, **dummies},
        cwd=command.folder,
    )
    try:
        run_process(started, redactor=command.redactor, deadline=Deadline(None))
    except ProcessError as error:
        return error
    return None
