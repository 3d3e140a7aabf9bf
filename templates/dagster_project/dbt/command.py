"""One dbt command: with the arguments, variables and directory that Meltano gives it."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dagster_project.dbt.arguments import VERBS, option, verb_of
from dagster_project.dbt.options import DbtOptions
from dagster_project.dbt.project import DbtProject
from dagster_project.dbt.results import MARK, MARK_PREFIX, Result, read_results
from dagster_project.singer.errors import KitError
from dagster_project.singer.process import Command, Deadline, ProcessError
from dagster_project.singer.project import Project, read_yaml
from dagster_project.singer.redact import Redactor
from dagster_project.singer.resolved import ResolvedPlugin
from dagster_project.singer.settings import resolve
from dagster_project.singer.single import run_process


@dataclass(frozen=True)
class DbtCommand:
    """A dbt command that is ready to run.

    Attributes:
        arguments: of dbt, the verb among them.
        executable: the dbt that runs.
        env: its complete environment.
        folder: the folder of the dbt project; dbt runs there.
        redactor: hides the secrets of the plugin's settings.
    """

    name: str
    arguments: Sequence[str]
    executable: str
    env: dict[str, str]
    folder: Path
    redactor: Redactor

    @property
    def verb(self) -> str:
        """The subcommand of dbt."""
        return verb_of(self.arguments)

    @property
    def target(self) -> Path:
        """Where dbt writes its artifacts."""
        given = option(self.arguments, "--target-path") or self.env.get("DBT_TARGET_PATH")
        if not given:
            settings = self.folder / "dbt_project.yml"
            given = settings.is_file() and read_yaml(settings).get("target-path")
        return self.folder / str(given or "target")

    def with_arguments(self, arguments: Sequence[str]) -> "DbtCommand":
        """The same with other arguments."""
        return replace(self, arguments=tuple(arguments))


@dataclass(frozen=True)
class Outcome:
    """What became of a dbt command.

    Attributes:
        results: of its nodes, in the order dbt wrote them.
        last_lines: what dbt printed last, without secrets.
        error: what ended it, when it failed.
    """

    results: tuple[Result, ...]
    last_lines: str
    error: ProcessError | None = None


def prepare_command(
    meltano: Project, project: DbtProject, config: DbtOptions, default: Sequence[str]
) -> DbtCommand:
    """The command of a step: the plugin's own, or the default one; then its further arguments.

    Args:
        meltano: the Meltano project as the run sees it.
        project: the dbt project.
        config: options of the step.
        default: the arguments of dbt where the options name no command.

    Raises:
        KitError: the plugin has no such command, a setting cannot be resolved, or dbt is not
            installed.
    """
    resolved = _resolve(meltano, project, config)
    arguments = default if config.command is None else _arguments(resolved, config.command)
    return command_of(resolved, project, [*arguments, *config.arguments])


def command_of(
    resolved: ResolvedPlugin, project: DbtProject, arguments: Sequence[str]
) -> DbtCommand:
    """A dbt command in the surroundings of a resolved plugin.

    Raises:
        KitError: the folder of the dbt project or dbt itself is not there.
    """
    env = dict(resolved.process_env)
    folder = folder_of(resolved)
    env["DBT_PROJECT_DIR"] = str(folder)
    # What dbt prints goes to logs, not to a terminal.
    env.setdefault("DBT_USE_COLORS", "false")
    if not (folder / "dbt_project.yml").is_file():
        raise KitError(
            f"there is no dbt project in {folder}: dbt_project.yml is missing",
            f"Set `project_dir` of `{resolved.name}` in meltano.yml or by its variable.",
        )
    return DbtCommand(
        name=resolved.name,
        arguments=tuple(arguments),
        executable=executable_of(resolved, project),
        env=env,
        folder=folder,
        redactor=Redactor(resolved.secrets),
    )


def folder_of(resolved: ResolvedPlugin) -> Path:
    """The folder of the dbt project that a plugin runs.

    Raises:
        KitError: it is a setting that has no value.
    """
    if resolved.plugin.directory_setting is not None:
        return resolved.cwd
    # Meltano's dbt extension changes into this folder, and dbt itself reads the variable.
    named = resolved.process_env.get("DBT_PROJECT_DIR", "transform")
    return resolved.project.root / named


def run(command: DbtCommand, mark: str, time_limit_seconds: int | None = None) -> Outcome:
    """Run dbt to its end. What it prints goes to the compute logs.

    Args:
        command: what to run.
        mark: names this run in dbt's artifacts.
        time_limit_seconds: end dbt after this time.

    Raises:
        KitError: dbt cannot be started.
    """
    started = Command(
        name=command.name,
        role="dbt of",
        argv=(command.executable, *command.arguments),
        env={**command.env, MARK_PREFIX + MARK: mark},
        cwd=command.folder,
    )
    deadline = Deadline(time_limit_seconds)
    error = None
    try:
        lines = run_process(started, redactor=command.redactor, deadline=deadline).last_lines
    except ProcessError as failed:
        error, lines = failed, failed.last_lines
    return Outcome(tuple(read_results(command.target, mark)), lines, error)


def _resolve(meltano: Project, project: DbtProject, config: DbtOptions) -> ResolvedPlugin:
    upstream: dict[str, str] = {}
    for plugin_type, name in (("extractors", config.extractor), ("loaders", config.loader)):
        if name is not None:
            before = resolve(meltano, meltano.plugin(plugin_type, name), upstream)
            upstream = before.pipeline_env()
    plugin = meltano.plugin(project.plugin_type, project.plugin)
    return resolve(meltano, plugin, upstream)


def _arguments(resolved: ResolvedPlugin, command: str) -> list[str]:
    if command not in resolved.plugin.commands and command in VERBS:
        return [command]
    return resolved.argv(command)[1:]


def executable_of(resolved: ResolvedPlugin, project: DbtProject) -> str:
    """The dbt beside Dagster; where that is not there or not of a version that fits, the plugin's.

    Raises:
        KitError: neither is installed.
    """
    own = shutil.which("dbt", path=str(Path(sys.executable).parent))
    if own is not None and not project.uses_plugin_environment:
        return own
    if resolved.plugin.venv is None:
        raise KitError(
            "dbt is not installed beside Dagster", "Install this project: `uv pip install -e .`."
        )
    resolved.check_executable("dbt")
    return resolved.path_of("dbt")
