"""Native pipelines in a pair: they read their files themselves, in the working copy of their side."""

import json
from collections.abc import Mapping
from pathlib import Path

import yaml

from dagster_project.parallel_run.plan import Work
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import Tree, as_map
from dagster_project.singer.project import read_yaml
from dagster_project.singer.switchboard import NATIVE, Switchboard

FILE = "files.yaml"
# What a side goes by, which is relative to its own copy. An absolute folder is that of production,
# here or in the resource `file_system`; and input that could not be copied is production's own.
_PLACES = {
    "after_load": "keep",
    "archive": "files/archive",
    "failed": "files/failed",
    "reports": "files/reports",
}


def refuse_tape(mode: str, work: Work, output: Path) -> None:
    """Say that nothing can be played to a pipeline that has no tap.

    Raises:
        KitError: a record of the taps is asked for, and a pipeline of the work is native.
    """
    if mode != "replay":
        return
    board = Switchboard.load(output)
    native = [p.name for p in work.pipelines if board.is_native(p.name)]
    if native:
        raise KitError(
            f"no tap runs in {', '.join(f'`{name}`' for name in native)}, which is native, so no "
            "record of a tap can be played to it",
            "Use --mode live: each side reads its own copy of the same files. A scenario that "
            "needs a record, such as resume, cannot be tried; take it out of `require` under "
            "`gate` in parity.yaml.",
        )


def leave_files(output: Path) -> None:
    """Have a copy of the project leave files where they are, as Meltano does.

    Otherwise it would move them to where production keeps its own, or take them from there.

    Args:
        output: the copy of the generated project.
    """
    path = output / FILE
    # Without the file, too, native pipelines have folders.
    if path.is_file() or runners(Switchboard.load(output).pipelines):
        path.write_text(yaml.safe_dump(_staying(path), sort_keys=False), encoding="utf-8")


def rules(output: Path) -> bytes:
    """What of files.yaml a pair goes by."""
    path = output / FILE
    return json.dumps(_staying(path), default=str).encode() if path.is_file() else b""


def runners(pipelines: Mapping[str, object]) -> list[str]:
    """The pipelines that are native by migration.yaml; the others run a tap in every pair."""
    return sorted(
        n for n, switches in pipelines.items() if as_map(switches).get("runner") == NATIVE
    )


def _staying(path: Path) -> Tree:
    try:
        data = read_yaml(path) if path.is_file() else {"schema_version": 1}
        layers = {name: as_map(data.get(name)) for name in ("environments", "importers")}
        return {
            **data,
            "defaults": {**_without_places(data.get("defaults")), **_PLACES},
            **{
                name: {key: _without_places(layer) for key, layer in found.items()}
                for name, found in layers.items()
            },
        }
    except TypeError as error:
        raise KitError(f"{FILE} has another form: {error}", "Correct the file.") from error


def _without_places(layer: object) -> Tree:
    return {name: value for name, value in as_map(layer).items() if name not in _PLACES}
