"""Where a side of a parallel run wrote, and what of it is to be exported."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from dagster_project.singer.model import Tree, as_list, as_map

Kind = Literal["postgres", "redshift", "snowflake", "bigquery", "duckdb", "sqlite", "files"]
Container = Literal["schema", "file", "folder"]


@dataclass(frozen=True)
class Redirect:
    """How a loader is sent to another place.

    Attributes:
        setting: the setting that names the place; its own variable overrides it on both sides.
        of: what the setting names: a schema (dataset), a database file, or a folder.
        fixed_by: settings that send streams elsewhere whatever `setting` says; when one of them
            has a value, the loader cannot be redirected.
    """

    setting: str
    of: Container
    fixed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """The key `destination` of `plugins/loaders/<name>.yaml`.

    Attributes:
        kind: who exports it.
        redirect: None when the loader cannot be sent elsewhere.
        connection: settings by role: url, host, port, user, password, database, account,
            warehouse, role, project, credentials; only those that the loader has.
    """

    kind: Kind
    redirect: Redirect | None
    connection: Mapping[str, str]


def parse_place(plugin_file: Tree) -> Place | None:
    """The place in the data of a loader's file; None when nothing is known of the loader."""
    data = as_map(plugin_file.get("destination"))
    if not data:
        return None
    redirect = as_map(data.get("redirect"))
    return Place(
        kind=cast("Kind", data["kind"]),
        redirect=Redirect(
            setting=str(redirect["setting"]),
            of=cast("Container", redirect["of"]),
            fixed_by=tuple(map(str, as_list(redirect.get("fixed_by")))),
        )
        if redirect
        else None,
        connection={role: str(name) for role, name in as_map(data.get("connection")).items()},
    )


@dataclass(frozen=True, repr=False)
class Destination:
    """The isolated place that one side of a pair wrote to.

    Attributes:
        kind: who exports it.
        connection: values by role, see `Place.connection`; they hold secrets.
        namespace: the schema (dataset) that was written to, where there is one.
        path: the database file, or the folder of files, absolute.
        python: Python of the target's own environment, which has the driver.
        options: settings of the target that say how it writes files (`file_naming_scheme`,
            `custom_name`).
        environ: the environment of the target's process; None: this one's.
    """

    kind: Kind
    connection: Mapping[str, object] = field(default_factory=dict)
    namespace: str | None = None
    path: Path | None = None
    python: Path | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    environ: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Relation:
    """One stream of a comparison.

    Attributes:
        name: its asset key joined with "/", its name in the bundle and in `parity.yaml`.
        stream: the Singer stream, for targets that name tables or files after it; "*" for all
            that is there, each as a relation `<name>/<table>`; None for dbt.
        table: the table where it is known (without the schema), else the one that fits `stream`;
            of files without a stream their name without moment and ending.
        namespace: its schema, when it is not the destination's (dbt models).
        schema: its schema in production. A database file keeps it, and may have a table of that
            name in each of several schemas.
    """

    name: str
    stream: str | None = None
    table: str | None = None
    namespace: str | None = None
    schema: str | None = None


@dataclass(frozen=True)
class FileEntry:
    """A file of a target, for `files.json`: its path below the destination, size and digest."""

    stream: str
    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Exported:
    """What was written for a relation.

    Attributes:
        name: the relation's name, or `<name>/<table>` for one of "*".
        relation: the name of the relation that was asked for.
        kind: "table" or "files", as in manifest.json.
        exists: whether the destination has the relation.
        rows: rows of a table; None for files.
        files: the files of a target.
    """

    name: str
    relation: str
    kind: Literal["table", "files"]
    exists: bool
    rows: int | None = None
    files: tuple[FileEntry, ...] = ()


def stream_file(name: str) -> str:
    """The file name of a stream in a bundle: `raw/customers` gives `raw%2Fcustomers`."""
    encoded = re.sub(
        rb"[^A-Za-z0-9._-]", lambda m: b"%%%02X" % m.group()[0], name.encode("utf-8")
    ).decode("ascii")
    return "%2E" + encoded[1:] if encoded.startswith(".") else encoded


def digest(path: Path) -> str:
    """The SHA-256 of a file, by which `m2d compare` knows that nobody changed it."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()
