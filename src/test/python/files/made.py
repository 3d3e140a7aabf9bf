"""Files for the tests, with what the kit is to know of them."""

import hashlib
from pathlib import Path

from dagster_project.files.model import Candidate, Source
from dagster_project.files.parsing import header_of, read


def candidate(path: Path, content: str | bytes | None = None) -> Candidate:
    """A file as discovery finds it, written first when there is content."""
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = path.stat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Candidate(path, found.st_size, found.st_mtime, digest)


def source(*keys: str, **more) -> Source:
    return Source("rows", "rows.csv", keys, **more)


def rows(found: Candidate, of: Source, mode, reject=None, *, header=None, chunk_rows=2, **more):
    """Every row with the line it starts on."""
    header = header or header_of(found, of)
    chunks = read(found, of, header, mode, reject, chunk_rows, **more)
    return [
        (line, *values)
        for chunk in chunks
        for line, values in zip(chunk.lines, chunk.frame.to_numpy().tolist(), strict=True)
    ]
