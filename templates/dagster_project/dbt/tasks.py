"""dbt tasks of Meltano jobs."""

import dagster as dg

from dagster_project.dbt.arguments import BUILDS
from dagster_project.dbt.definitions import PART_TAG, PROJECT_TAG
from dagster_project.dbt.graph import UNIQUE_ID
from dagster_project.singer.jobs import Task

# Under `order: lineage` these commands are one `dbt build`.
MERGED = frozenset({"build", "run", "seed", "snapshot", "test"})


def task(
    text: str,
    asset: dg.AssetsDefinition,
    *,
    arguments: tuple[str, ...] = (),
    extractor: str | None = None,
    loader: str | None = None,
) -> Task:
    """A dbt task of a Meltano job, as `dbt-postgres:run`.

    Args:
        text: the task as meltano.yml has it.
        asset: the step that runs it: that of the models, that of the tests, or one of its own.
        arguments: further arguments of dbt, as `meltano invoke` passes them on.
        extractor: the tap of an EL(T) schedule, whose variables the command sees.
        loader: the target of an EL(T) schedule.
    """
    command = text.partition(":")[2].partition(" ")[0]
    around = {"arguments": list(arguments), "extractor": extractor, "loader": loader}
    config = {name: value for name, value in around.items() if value}
    part = asset.op.tags[PART_TAG]
    keys = None
    if part == "models" and command in BUILDS:
        chosen = [s.key for s in asset.specs if _resource_type(s) in BUILDS[command]]
        keys = tuple(chosen) or None
    return Task(
        text=text,
        asset=asset,
        config={"command": command, **config},
        keys=keys,
        group=asset.op.tags[PROJECT_TAG] if command in MERGED and not arguments else None,
        merged={"command": "build", **config} if part == "models" and not arguments else None,
    )


def _resource_type(spec: dg.AssetSpec) -> str:
    return str(spec.metadata.get(UNIQUE_ID, "model.")).partition(".")[0]
