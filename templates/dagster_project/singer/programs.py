"""Programs that a job runs beside Meltano: same arguments, variables and directory as in a script."""

import shlex
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import dagster as dg

from dagster_project.singer.commands import CommandOptions
from dagster_project.singer.errors import KitError
from dagster_project.singer.failure import failure
from dagster_project.singer.interpolate import interpolate
from dagster_project.singer.process import Command, Deadline
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.request import SCHEDULE_TAG
from dagster_project.singer.secret import secrets_among
from dagster_project.singer.single import run_process
from dagster_project.singer.variables import needs, variables_of


def program_asset(
    command: str, *, key: tuple[str, ...], name: str, cwd: str = ".", takes_variables: bool = False
) -> dg.AssetsDefinition:
    """Make an asset whose materialization is one run of a program.

    Args:
        command: the program and its arguments, quoted as for a shell but run without one; `$NAME`
            and `${NAME:-text}` are variables of the run or of its surroundings.
        key: parts of the asset key.
        name: name of the op.
        cwd: its working directory, relative to the Meltano project.
        takes_variables: whether jobs with variables of their own run it.
    """

    @dg.multi_asset(
        name=name,
        required_resource_keys=needs(takes_variables),
        specs=[
            dg.AssetSpec(
                list(key),
                group_name="commands",
                description=f"Runs `{command}`.",
                kinds={"shell"},
                metadata={"command": command, "directory": cwd},
            )
        ],
    )
    def run(context: dg.AssetExecutionContext, config: CommandOptions) -> dg.MaterializeResult:
        metadata = run_program(
            command,
            cwd,
            variables=variables_of(context),
            schedule=context.run.tags.get(SCHEDULE_TAG),
            time_limit=config.time_limit_seconds,
        )
        return dg.MaterializeResult(metadata=metadata)

    return run


def run_program(
    command: str,
    cwd: str = ".",
    *,
    variables: Mapping[str, str] | None = None,
    schedule: str | None = None,
    time_limit: float | None = None,
) -> dict[str, dg.MetadataValue]:
    """Run a program and wait for it; what it prints goes to the compute logs.

    Args:
        command: the program and its arguments.
        cwd: its working directory, relative to the Meltano project.
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
        env = dict(project.environ)
        redactor = Redactor(secrets_among(env))
        folder = project.root / cwd
        program, *arguments = [interpolate(word, env) for word in shlex.split(command)]
        argv = [executable(program, folder, env), *arguments]
        started_command = Command(Path(program).name, "program", argv, env, folder)
        run_process(started_command, redactor=redactor, deadline=Deadline(time_limit))
    except KitError as error:
        raise failure(error, redactor) from None
    return {"duration_seconds": dg.MetadataValue.float(round(time.monotonic() - started, 3))}


def executable(program: str, folder: Path, env: Mapping[str, str]) -> str:
    """Find a program as a shell in that folder does.

    Raises:
        KitError: there is none.
    """
    named = str(folder / program) if "/" in program else program
    found = shutil.which(named, path=env.get("PATH"))
    if found is None:
        raise KitError(
            f"the program `{program}` was not found",
            "Install it where PATH finds it, or correct the command in m2d.yaml and generate again.",
        )
    return found
