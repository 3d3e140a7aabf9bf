"""Files of a target: copied as they are, each to the stream it belongs to."""

import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dagster_project.parallel_run.snapshot.destination import (
    Destination,
    Exported,
    FileEntry,
    Relation,
    digest,
    stream_file,
)
from dagster_project.singer.errors import KitError

FORMAT = r"\.(csv|tsv|txt|jsonl|ndjson|json|singer)(\.gz)?"
# Options of targets that say how files are named.
NAMING = ("file_naming_scheme", "custom_name")
# What targets put behind the name of a stream: the moment of the run.
MOMENT = r"[-_.]\d[0-9T:.Z+_-]*"


def export_files(
    destination: Destination, relations: Sequence[Relation], folder: Path
) -> list[Exported]:
    """Export relations that are files; see `snapshot.export`."""
    found = _files(destination)
    owners = _owners(found, destination, relations)
    exported: list[Exported] = []
    for relation in relations:
        if relation.stream == "*":
            taken = {path: _stem(path) for path, stream in owners.items() if stream in (None, "*")}
            for stem in sorted(set(taken.values())):
                paths = {p: found[p] for p, s in taken.items() if s == stem}
                exported.append(_export(f"{relation.name}/{stem}", relation.name, paths, folder))
        elif relation.stream is None:
            paths = {p: found[p] for p, s in owners.items() if s is None}
            paths = {p: path for p, path in paths.items() if _stem(p) == relation.table}
            exported.append(_export(relation.name, relation.name, paths, folder))
        else:
            stream = relation.stream
            paths = {p: found[p] for p, s in owners.items() if s is not None and s == stream}
            exported.append(_export(relation.name, relation.name, paths, folder))
    return exported


def files_beside(destination: Destination, relations: Sequence[Relation]) -> set[str]:
    """The files that belong to no stream of some relations, by the tables they would be."""
    owners = _owners(_files(destination), destination, relations)
    return {_stem(path) for path, stream in owners.items() if stream is None}


def _files(destination: Destination) -> dict[str, Path]:
    """The files of a target by their paths below its folder."""
    root = destination.path
    if root is None:
        raise KitError("the folder that the target writes to is not known")
    return {
        path.relative_to(root).as_posix(): path
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def _owners(
    found: Iterable[str], destination: Destination, relations: Sequence[Relation]
) -> dict[str, str | None]:
    """The stream of each file, None where it belongs to none."""
    streams = [relation.stream for relation in relations if relation.stream is not None]
    return {path: owner(path, streams, destination.options) for path in found}


def owner(path: str, streams: Sequence[str], options: Mapping[str, object]) -> str | None:
    """The stream that a file belongs to, by its name; the longest name of a stream wins.

    Args:
        path: below the destination.
        streams: the streams that could have it.
        options: of the target; `file_naming_scheme` and `custom_name` say how files are named.
    """
    custom = options.get("custom_name")
    fitting = [s for s in streams if re.fullmatch(_pattern(str(custom or s), options), path)]
    return max(fitting, key=len, default=None)


def _pattern(stream: str, options: Mapping[str, object]) -> str:
    scheme = options.get("file_naming_scheme")
    if isinstance(scheme, str) and "{stream_name}" in scheme:
        pattern = re.escape(scheme.lstrip("./"))
        pattern = pattern.replace(re.escape("{stream_name}"), re.escape(stream))
        for moment in ("{datestamp}", "{timestamp}"):
            pattern = pattern.replace(re.escape(moment), ".+")
        return pattern
    return rf"(?:.*/)?{re.escape(stream)}(?:{MOMENT})?{FORMAT}"


def _stem(path: str) -> str:
    name = re.sub(rf"(?:{MOMENT})?{FORMAT}$", "", path)
    return name or path


def _export(name: str, relation: str, paths: Mapping[str, Path], folder: Path) -> Exported:
    entries = []
    place = folder / "data" / stream_file(name)
    for path, source in paths.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        entries.append(FileEntry(name, path, target.stat().st_size, digest(target)))
    return Exported(name, relation, "files", bool(entries), None, tuple(entries))
