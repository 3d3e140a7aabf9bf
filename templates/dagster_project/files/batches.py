"""Partitions of arrived files, one a file; and several of them in one run."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping

import dagster as dg

from dagster_project.files.file_types import FileType
from dagster_project.files.importer import Importer
from dagster_project.files.model import Candidate
from dagster_project.files.tags import tags_of
from dagster_project.singer.errors import KitError
from dagster_project.singer.variables import run_config

FILE_TAG = "files/file"
# By which Dagster knows the partitions of a run.
PARTITION_TAG = "dagster/partition"
FIRST_TAG = "dagster/asset_partition_range_start"
LAST_TAG = "dagster/asset_partition_range_end"
# What Dagster does not take in the key of a partition, and what would not be read well there.
_ODD = re.compile(r"[^\w.+-]+")


def partition_of(candidate: Candidate) -> str:
    """The partition of a file: its name and the beginning of its hash."""
    name = _ODD.sub("_", candidate.path.name)[:100]
    return f"{name}@{candidate.sha256[:12]}"


def partitions_of(importer: Importer, file_type: FileType) -> dg.DynamicPartitionsDefinition:
    """The partitions of a type: one a file."""
    return dg.DynamicPartitionsDefinition(name=importer.sensor_name(file_type))


def batches(
    asked: Mapping[str, Candidate], known: Collection[str], size: int
) -> Iterator[dict[str, Candidate]]:
    """Put files together that one run loads.

    A run of several partitions is a range of them, in the order in which they were added. A file
    whose partition was there before is therefore alone.

    Args:
        asked: files to load, by their partitions.
        known: the partitions that are there.
        size: files in a run, at most.
    """
    batch: dict[str, Candidate] = {}
    there = set(known)
    for partition, candidate in asked.items():
        if partition in there:
            yield {partition: candidate}
            continue
        batch[partition] = candidate
        if len(batch) == size:
            yield batch
            batch = {}
    if batch:
        yield batch


def request(
    importer: Importer,
    file_type: FileType,
    batch: Mapping[str, Candidate],
    counts: Mapping[str, int],
    variables: Mapping[str, str],
) -> dg.RunRequest:
    """Ask for the run of some files.

    Args:
        importer: whose files.
        file_type: which of its types.
        batch: one file, or several whose partitions follow one another.
        counts: by hash how often a content was loaded or failed.
        variables: of the run, raw.
    """
    keys = [f"{c.sha256}:{c.mtime}:{counts[c.sha256]}" for c in batch.values()]
    partitions = [*batch]
    tags = tags_of(importer, variables, file_type)
    if len(batch) == 1:
        [candidate] = batch.values()
        return dg.RunRequest(
            run_key=f"{file_type.stream}:{keys[0]}",
            partition_key=partitions[0],
            run_config=run_config(variables),
            tags={**tags, FILE_TAG: _ODD.sub("_", candidate.path.name)[:200]},
        )
    together = hashlib.sha256("\n".join(keys).encode()).hexdigest()
    return dg.RunRequest(
        run_key=f"{file_type.stream}:{together}",
        run_config=run_config(variables),
        tags={
            **tags,
            FILE_TAG: f"{len(batch)}_files",
            FIRST_TAG: partitions[0],
            LAST_TAG: partitions[-1],
        },
    )


def asked_for(
    tags: Mapping[str, str], importer: Importer, instance: dg.DagsterInstance
) -> frozenset[str] | None:
    """The partitions that a run is to load; None for all files that are there.

    Args:
        tags: of the run.
        importer: whose run it is.
        instance: which knows the order of partitions.

    Raises:
        KitError: partitions of the run were removed.
    """
    if PARTITION_TAG in tags:
        return frozenset([tags[PARTITION_TAG]])
    start, end = tags.get(FIRST_TAG), tags.get(LAST_TAG)
    if start is None:
        return None
    for file_type in importer.types:
        names = list(instance.get_dynamic_partitions(str(partitions_of(importer, file_type).name)))
        if start in names and end in names:
            return frozenset(names[names.index(start) : names.index(end) + 1])
    raise KitError(
        f"no type of `{importer.name}` has the partitions from {start} to {end}",
        "Some were removed since the run was asked for. Start a run for each file that is left, or "
        "one of all files.",
    )
