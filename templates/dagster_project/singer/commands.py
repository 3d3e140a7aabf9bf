"""Commands of utilities as steps: same arguments, variables and directory as in Meltano."""

import shlex
import time
from collections.abc import Mapping, Sequence

import dagster as dg

from dagster_project.singer.errors import KitError
from dagster_project.singer.failure import failure
from dagster_project.singer.model import SINGULAR
from dagster_project.singer.process import Command, Deadline
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.request import SCHEDULE_TAG
from dagster_project.singer.settings import resolve
from dagster_project.singer.single import run_process
from dagster_project.singer.variables import needs, variables_of


class CommandOptions(dg.Config):
    """Options of one run of a command."""

    time_limit_seconds: int | None = None


def command_asset(
    plugin_type: str,
    plugin: str,
    command: str | None,
    *,
    key: tuple[str, ...],
    name: str,
    arguments: tuple[str, ...] = (),
    takes_variables: bool = False,
) -> dg.AssetsDefinition:
    """Make an asset whose materialization is one run of a command.

    Args:
        plugin_type: type of the plugin, in the plural ("utilities").
        plugin: name of the plugin.
        command: name of the command; ``None`` for the bare executable, as in ``meltano run dbt``.
        key: parts of the asset key.
        name: name of the op.
        arguments: further arguments, as `meltano invoke` passes them on.
        takes_variables: whether jobs with variables of their own run it.
    """
    title = shlex.join([f"{plugin}:{command}" if command else plugin, *arguments])

    @dg.multi_asset(
        name=name,
        required_resource_keys=needs(takes_variables),
        specs=[
            dg.AssetSpec(
                list(key),
                group_name="commands",
                description=f"Meltano: `{title}`.",
                kinds={"shell"},
                metadata={"meltano/block": title},
            )
        ],
    )
    def run(context: dg.AssetExecutionContext, config: CommandOptions) -> dg.MaterializeResult:
        metadata = run_command(
            plugin_type,
            plugin,
            command,
            arguments,
            variables=variables_of(context),
            schedule=context.run.tags.get(SCHEDULE_TAG),
            time_limit=config.time_limit_seconds,
        )
        return dg.MaterializeResult(metadata=metadata)

    return run


def run_command(
    plugin_type: str,
    plugin: str,
    command: str | None,
    arguments: Sequence[str] = (),
    *,
    variables: Mapping[str, str] | None = None,
    schedule: str | None = None,
    time_limit: float | None = None,
) -> dict[str, dg.MetadataValue]:
    """Run a command and wait for it; what it prints goes to the compute logs.

    Args:
        plugin_type: type of the plugin, in the plural.
        plugin: name of the plugin.
        command: name of the command; ``None`` for the bare executable.
        arguments: further arguments, after those of the command.
        variables: variables of the run, raw.
        schedule: Meltano schedule on whose behalf it runs.
        time_limit: seconds it may take.

    Returns:
        Metadata of the step.

    Raises:
        dg.Failure: it ended with another exit code than 0, or could not be started.
    """
    started = time.monotonic()
    redactor = Redactor()
    try:
        project = Project.load().for_run(schedule, variables or {})
        resolved = resolve(project, project.plugin(plugin_type, plugin), {}, schedule)
        redactor = Redactor(resolved.secrets)
        argv = [*resolved.argv(command), *arguments]
        found = resolved.plugin.commands.get(command) if command else None
        resolved.check_executable(found.executable if found else None)
        role = SINGULAR.get(plugin_type, "plugin")
        started_command = Command(
            f"{plugin}:{command}" if command else plugin,
            role,
            argv,
            resolved.process_env,
            resolved.cwd,
        )
        run_process(started_command, redactor=redactor, deadline=Deadline(time_limit))
    except KitError as error:
        raise failure(error, redactor) from None
    return {"duration_seconds": dg.MetadataValue.float(round(time.monotonic() - started, 3))}
