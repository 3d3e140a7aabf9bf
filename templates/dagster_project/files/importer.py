"""What an importer of the project is: a pipeline, and the files that fill its tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import dagster as dg

from dagster_project.files.file_types import FileType
from dagster_project.singer.jobs import IMPORTER_TAG
from dagster_project.singer.pipeline import Pipeline, Stream
from dagster_project.singer.switchboard import NATIVE

HEADER = "header"
KEYS = "keys"
ROWS = "rows"
ARCHIVED = "archived"
_ODD = re.compile(r"[^A-Za-z0-9_]")
# A database that is away for a moment; what is wrong with a file fails at once.
RETRY = dg.RetryPolicy(
    max_retries=3, delay=10, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)
_CHECKS = {
    KEYS: "No key comes twice in a file.",
    ROWS: "Rows read = loaded + rejected + duplicates, and each row is as it should be.",
}


@dataclass(frozen=True)
class Importer:
    """A tap-csv into a target-postgres without a Singer process.

    Attributes:
        pipeline: with the runner `singer` or `meltano` it fills the same tables.
        types: one for each stream of the pipeline.
        stem: the beginning of the names of its jobs, sensors, steps and assets of files, where that
            is not the name of the pipeline; they keep their names when the pipeline gets another.
    """

    pipeline: Pipeline
    types: tuple[FileType, ...]
    stem: str = ""

    @property
    def name(self) -> str:
        """The name of the importer, which is the one of its pipeline."""
        return self.pipeline.name

    @property
    def elsewhere(self) -> str:
        """What is told where migration.yaml does not have it load files."""
        return f"migration.yaml gives `{self.name}` another runner than `{NATIVE}`"

    @property
    def prefix(self) -> str:
        """The beginning of the names of its jobs, sensors, steps and assets of files."""
        return self.stem or self.name

    @property
    def streams(self) -> frozenset[str]:
        """The streams whose files it loads."""
        return frozenset(file_type.stream for file_type in self.types)

    def stream(self, file_type: FileType) -> Stream:
        """The stream of a file type."""
        return next(s for s in self.pipeline.streams if s.name == file_type.stream)

    def word(self, file_type: FileType) -> str:
        """The stream of a type as names of Dagster have it, which are letters, digits and `_`."""
        words: list[str] = []
        for other in self.types:
            plain = other.name or _ODD.sub("_", other.stream)
            word = plain
            # Another stream may be called so; and a name of the importer's own is ARCHIVED.
            for number in count(2):
                if word not in (*words, ARCHIVED):
                    break
                word = f"{plain}_{number}"
            if other == file_type:
                return word
            words.append(word)
        raise ValueError(f"`{self.name}` has no type `{file_type.stream}`")

    def files_key(self, file_type: FileType) -> dg.AssetKey:
        """The asset that stands for the files of a type."""
        return dg.AssetKey([self.prefix, f"{self.word(file_type)}_files"])

    def arrival_key(self, file_type: FileType) -> dg.AssetKey:
        """The asset with a partition for each file of a type."""
        return dg.AssetKey([self.prefix, f"{self.word(file_type)}_file"])

    def job_name(self, file_type: FileType) -> str:
        """The job that loads one file of a type."""
        return f"{self.prefix}_{self.word(file_type)}_file"

    def table_name(self, file_type: FileType) -> str:
        """The step that fills the table of a type."""
        return f"{self.prefix}_{self.word(file_type)}_table"

    def archive_name(self, file_type: FileType) -> str:
        """The step that loads archived files of a type again."""
        return f"{self.prefix}_{self.word(file_type)}_{ARCHIVED}"

    def pool(self, file_type: FileType) -> str:
        """Pool of the table of a type: whoever fills it waits for whoever fills it now.

        Where the table is not known, it is what target-postgres makes of the name of the stream.
        """
        stream = self.stream(file_type)
        table = stream.table or stream.name.rpartition("-")[2]
        return re.sub(r"\s", "_", f"{self.pipeline.loader}/{table}")

    def sensor_name(self, file_type: FileType) -> str:
        """The sensor of a type."""
        return f"{self.prefix}_{self.word(file_type)}_files"

    @property
    def archive_key(self) -> dg.AssetKey:
        """The asset that stands for the files that were moved away."""
        return dg.AssetKey([self.prefix, f"{ARCHIVED}_files"])

    @property
    def errors_key(self) -> dg.AssetKey:
        """The asset with the last failures."""
        return dg.AssetKey([self.prefix, "file_errors"])

    def extraction_specs(self) -> list[dg.AssetSpec]:
        """An asset for the files of each type."""
        return [
            dg.AssetSpec(
                self.files_key(file_type),
                description=f"Files with the rows of `{file_type.stream}` that are to be loaded.",
                group_name=self.group,
                kinds={"csv", "file"},
                metadata={"singer/stream": file_type.stream},
            )
            for file_type in self.types
        ]

    def header_checks(self) -> list[dg.AssetCheckSpec]:
        """A check of the headers of each type."""
        return [
            dg.AssetCheckSpec(
                HEADER,
                asset=self.files_key(file_type),
                description="The files have their keys and the columns of the dbt source, all the same header.",
            )
            for file_type in self.types
        ]

    def table_spec(self, file_type: FileType) -> dg.AssetSpec:
        """The table of a type, with the key that the pipeline gives it."""
        key = self.stream(file_type).asset_key
        [spec] = [spec for spec in self.pipeline.specs() if spec.key == key]
        tagged = spec.merge_attributes(metadata={IMPORTER_TAG: self.name})
        return tagged.replace_attributes(
            deps=[self.files_key(file_type), self.arrival_key(file_type)],
            kinds={"postgres"},
            group_name=self.group,
        )

    def table_checks(self, file_type: FileType) -> list[dg.AssetCheckSpec]:
        """The checks of each load of a table."""
        key = self.stream(file_type).asset_key
        return [
            dg.AssetCheckSpec(name, asset=key, description=description)
            for name, description in _CHECKS.items()
        ]

    def management_specs(self) -> list[dg.AssetSpec]:
        """The assets of what happens to files after their load."""
        tables: Sequence[dg.AssetKey] = self.pipeline.keys
        return [
            dg.AssetSpec(
                self.archive_key,
                deps=tables,
                description="Loaded files in the archive, files that failed with their reports.",
                group_name=self.group,
                kinds={"file"},
            ),
            dg.AssetSpec(
                self.errors_key,
                deps=tables,
                description="The last failures of each file, with their reasons.",
                group_name=self.group,
                kinds={"file"},
            ),
        ]

    @property
    def group(self) -> str | None:
        """The asset group, as the pipeline has it."""
        return self.pipeline.specs()[0].group_name


def check_key(result: dg.AssetCheckResult) -> dg.AssetCheckKey:
    """The check of a result that names its asset."""
    if result.asset_key is None or result.check_name is None:
        raise ValueError("a result of the kit names its asset and its check")
    return dg.AssetCheckKey(result.asset_key, result.check_name)
