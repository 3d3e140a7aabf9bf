"""State on Meltano's side: system database, state backends, and the command `meltano state`."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dagster_project.singer.environment import meltano_setting
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.state import Entry, Fallback, StateStore, entry_of

SYSTEM = "systemdb"


def project_fallback(project: Project, own_uri: str) -> Fallback | None:
    """Looks an id up where the project's Meltano kept it, as far as that needs no credentials.

    That is a SQLite system database or a folder; other places are moved with `state import`.
    """
    backend = backend_uri(project)
    if backend != SYSTEM:
        if not backend.startswith("file:") or _same_folder(backend, own_uri):
            return None
        return StateStore(backend).entry
    database = sqlite_path(project)
    return None if database is None else lambda state_id: read_database(database).get(state_id)


def backend_uri(project: Project) -> str:
    """Meltano's `state_backend.uri`."""
    return meltano_setting(project, "state_backend.uri", "MELTANO_STATE_BACKEND_URI") or SYSTEM


def sqlite_path(project: Project) -> Path | None:
    """The file of Meltano's system database; None when it is no SQLite file."""
    default = f"sqlite:///{project.system_directory}/meltano.db"
    uri = meltano_setting(project, "database_uri", "MELTANO_DATABASE_URI") or default
    parts = urlsplit(uri)
    if not parts.scheme.startswith("sqlite"):
        return None
    return project.root / unquote(parts.path.removeprefix("/"))


def _same_folder(uri: str, other: str) -> bool:
    def plain(text: str) -> str:
        parts = urlsplit(text)
        path = unquote(parts.netloc + parts.path) if parts.scheme == "file" else text
        return os.path.realpath(path)

    return plain(uri) == plain(other)


def read_database(path: Path) -> dict[str, Entry]:
    """All entries of a SQLite system database; empty when the file or its table is not there.

    Raises:
        KitError: the file is no database, is locked, or holds a damaged state.
    """
    if not path.is_file():
        return {}
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'state'")
            if tables.fetchone() is None:
                return {}
            rows = connection.execute(
                "SELECT state_id, completed_state, partial_state FROM state ORDER BY state_id"
            ).fetchall()
        finally:
            connection.close()
        return {row[0]: _database_entry(row[1], row[2]) for row in rows}
    except (sqlite3.Error, ValueError) as e:
        raise KitError(
            f"Meltano's system database {path} cannot be read: {e}",
            "Move the bookmarks with `meltano state export` and "
            "`python -m dagster_project.singer state import FILE`, "
            "or start a pipeline without one: `state clear ID`.",
        ) from e


def _database_entry(completed: str | None, partial: str | None) -> Entry:
    sides = {"completed": completed, "partial": partial}
    return entry_of({side: json.loads(text) if text else {} for side, text in sides.items()})


def read_export(text: str, what: str) -> dict[str, Entry]:
    """What `meltano state export` printed.

    Raises:
        KitError: it is not in that form.
    """
    try:
        data = json.loads(text)
        if not isinstance(data, dict):
            raise ValueError("no JSON object")
        return {str(state_id): entry_of(entry) for state_id, entry in data.items()}
    except ValueError as e:
        raise KitError(
            f"{what} cannot be read as states: {e}",
            'Give it as `meltano state export` does: {"ID": {"completed": {…}, "partial": {…}}}.',
        ) from e


def write_export(entries: Mapping[str, Entry]) -> str:
    """In the form that `meltano state import` reads."""
    return json.dumps({state_id: entry.as_json() for state_id, entry in entries.items()}, indent=2)


def read_source(project: Project, source: str) -> dict[str, Entry]:
    """All entries of Meltano (`meltano`), of a SQLite file, or of a state backend.

    Raises:
        KitError: they cannot be read.
    """
    if source == "meltano":
        source = backend_uri(project)
        database = sqlite_path(project)
        if source == SYSTEM and database is not None:
            return read_database(database)
        if source == SYSTEM or not source.startswith("file:"):
            # Meltano has the drivers and the credentials for its own places.
            return read_export(run_meltano(project, "export"), "`meltano state export`")
    if source.startswith("sqlite:"):
        return read_database(Path(unquote(urlsplit(source).path.removeprefix("/"))))
    if source.endswith((".db", ".sqlite", ".sqlite3")) and Path(source).is_file():
        return read_database(Path(source))
    store = StateStore(source)
    found = ((state_id, store.entry(state_id)) for state_id in store.ids())
    return {state_id: entry for state_id, entry in found if entry is not None}


def run_meltano(project: Project, action: str, text: str | None = None) -> str:
    """`meltano state export` or `import` in the Meltano project; answers what it prints.

    Raises:
        KitError: there is no such command, or it fails.
    """
    executable = project.environ.get("M2D_MELTANO") or shutil.which(
        "meltano", path=project.environ.get("PATH")
    )
    if not executable:
        raise KitError(
            "the command `meltano` was not found",
            "Put it on PATH, or set M2D_MELTANO to its path.",
        )
    env = {k: v for k, v in project.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    try:
        done = subprocess.run(
            [executable, "state", action],
            cwd=project.root,
            env=env,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as e:
        raise KitError(
            f"{executable} cannot be started: {e.strerror}", "Correct M2D_MELTANO."
        ) from e
    if done.returncode != 0:
        last = "\n".join(done.stderr.strip().splitlines()[-10:])
        raise KitError(f"`meltano state {action}` failed:\n{last}", "See Meltano's own message.")
    return done.stdout
