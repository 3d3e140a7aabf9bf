"""How each side is started: the real `meltano run`, and the real Dagster, as a user does it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from dagster_project.parallel_run import processes
from dagster_project.parallel_run.isolation import Isolation, check_variables
from dagster_project.parallel_run.native import leave_files
from dagster_project.parallel_run.plan import Step, Work
from dagster_project.parallel_run.workspace import SideFolder
from dagster_project.singer.environment import meltano_setting
from dagster_project.singer.errors import KitError
from dagster_project.singer.interpolate import overlaid
from dagster_project.singer.meltano_runner import meltano
from dagster_project.singer.model import as_map
from dagster_project.singer.pipeline import Pipeline
from dagster_project.singer.project import Project, read_yaml
from dagster_project.singer.secret import names_in
from dagster_project.singer.switchboard import FILE

LOCATION = "dagster_project.definitions"
KEPT_OUT = ("VIRTUAL_ENV", "PYTHONPATH", "MELTANO_RUN_STATE_ID_SUFFIX", "DAGSTER_HOME")
ALONE = "parallel_run_alone"
ASK_SECONDS = 120
# What keeps bookmarks, runs and files of a side away from those of production.
OWN = (
    "MELTANO_PROJECT_ROOT",
    "MELTANO_SYS_DIR_ROOT",
    "MELTANO_DATABASE_URI",
    "MELTANO_STATE_BACKEND_URI",
    "M2D_OUTPUT",
    "M2D_STATE_URI",
)


@dataclass(frozen=True)
class Side:
    """One side of a pair, ready to run.

    Attributes:
        name: "control", "control2" or "candidate".
        folder: its folder.
        isolation: where it writes.
        commands: what is run one after the other, until one fails.
        env: the environment of all of them.
        cwd: their working directory.
    """

    name: str
    folder: SideFolder
    isolation: Isolation
    commands: tuple[tuple[str, ...], ...]
    env: Mapping[str, str]
    cwd: Path


def control(project: Project, work: Work, folder: SideFolder, isolation: Isolation) -> Side:
    """The side of Meltano.

    Raises:
        KitError: there is no Meltano, or it does not know the job as this project does.
    """
    env = meltano_environment(project, work, folder, isolation)
    executable = meltano(project, is_pair=True)
    commands = _meltano_commands(executable, work, env, folder.root)
    return Side(folder.name, folder, isolation, commands, env, folder.root)


def meltano_environment(
    project: Project, work: Work, folder: SideFolder, isolation: Isolation
) -> dict[str, str]:
    """The environment of Meltano on a side.

    Raises:
        KitError: meltano.yml, the job or its schedule set what keeps the side apart.
    """
    env = _environment(project, folder, isolation)
    env |= {
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        # Its log files go there, not among those of production.
        "XDG_STATE_HOME": str(folder.path / "logs"),
    }
    if project.environment is not None:
        env["MELTANO_ENVIRONMENT"] = project.environment
    own = {*OWN, *isolation.variables}
    check_variables(work.title, work.variables, env, OWN)
    env = overlaid(work.variables, env)
    if _is_scheduled(work):
        schedules = as_map(project.data.get("schedules"))
        schedule = as_map(as_map(schedules.get(work.meltano_job or "")).get("env"))
        # Meltano takes them literally.
        texts = {name: str(value).replace("$", "$$") for name, value in schedule.items()}
        check_variables(f"schedule `{work.meltano_job}`", texts, env, own)
    return env


def candidate(project: Project, work: Work, folder: SideFolder, isolation: Isolation) -> Side:
    """The side of Dagster; every pipeline is run by this project itself."""
    home = folder.path / "dagster_home"
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    _use_own_runner(folder.output / FILE)
    leave_files(folder.output)
    env = _environment(project, folder, isolation) | {
        "M2D_OUTPUT": str(folder.output),
        "M2D_STATE_URI": str(folder.state),
        "M2D_VENVS": str(folder.venvs),
        "M2D_CATALOG_CACHE": str(folder.cache),
        "DAGSTER_HOME": str(home),
        "PYTHONPATH": str(folder.output),
    }
    check_variables(work.title, work.variables, env, OWN)
    job = work.job or _add_job(folder.output, work.pipelines[0])
    command = (sys.executable, "-m", "dagster", "job", "execute", "-m", LOCATION, "-j", job)
    return Side(folder.name, folder, isolation, (command,), env, folder.output)


def _add_job(output: Path, pipeline: Pipeline) -> str:
    """Give the copy a job for a pipeline alone; its name.

    `dagster asset materialize` would take the checks of its assets too, such as tests of dbt on
    sources, which read what production has.
    """
    keys = [list(key.path) for key in pipeline.keys]
    path = output / "dagster_project" / "defs" / "jobs" / f"{ALONE}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"import dagster as dg\n\nassets = dg.AssetSelection.assets(*{keys!r})\n"
        f"{ALONE} = dg.define_asset_job({ALONE!r}, selection=assets.without_checks())\n",
        encoding="utf-8",
    )
    return ALONE


def _environment(project: Project, folder: SideFolder, isolation: Isolation) -> dict[str, str]:
    kept_out = {*KEPT_OUT, *moved_secrets(project)}
    state, database = f"file://{folder.state}", f"sqlite:///{folder.path / 'meltano.db'}"
    env = {
        **{name: value for name, value in project.environ.items() if name not in kept_out},
        "PATH": os.pathsep.join([str(folder.programs), project.environ.get("PATH", "")]),
        "MELTANO_PROJECT_ROOT": str(folder.root),
        "MELTANO_SYS_DIR_ROOT": str(folder.system),
        "MELTANO_DATABASE_URI": database,
        "MELTANO_STATE_BACKEND_URI": state,
        **isolation.variables,
    }
    own = Project(folder.root, project.output, project.data, env, project.own_dotenv)
    for setting, name in (
        ("state_backend.uri", "MELTANO_STATE_BACKEND_URI"),
        ("database_uri", "MELTANO_DATABASE_URI"),
    ):
        if meltano_setting(own, setting, name) != env[name]:
            raise KitError(
                f"the root `env` block of meltano.yml sets {name}, so a parallel run would write "
                "where production keeps its runs and bookmarks",
                f"Set `{setting}` as a setting or outside of meltano.yml instead.",
            )
    return env


def moved_secrets(project: Project) -> set[str]:
    """Name the variables that only hold what stands in meltano.yml, where Meltano finds it."""
    names = names_in(project.data)
    for plugin in project.plugins():
        names |= names_in(plugin.written)
    own = project.own_dotenv
    return {name for name in names if name in own and project.environ.get(name) == own[name]}


def lent(project: Project) -> list[str]:
    """Name the variables that Meltano's side has of this project's `.env` only.

    What such a variable says is not told apart by a pair; in production Meltano does not see it.
    """
    kept_out = {*KEPT_OUT, *OWN, *moved_secrets(project)}
    own = project.own_dotenv
    return sorted(
        name
        for name, value in own.items()
        if name not in kept_out
        and project.environ.get(name) == value
        and value not in (os.environ.get(name), project.dotenv.get(name))
    )


def _meltano_commands(
    executable: str, work: Work, env: Mapping[str, str], folder: Path
) -> tuple[tuple[str, ...], ...]:
    """Say the work in Meltano's words; plugins are there already, nothing is installed."""
    run = (executable, "run", "--no-install")
    if work.meltano_job is None:
        return ((*run, *work.steps[0].text.split()),)
    if _is_scheduled(work):
        return ((executable, "schedule", "run", work.meltano_job, "--no-install"),)
    plain = [s for s in work.steps if not set(s.config) - {"command"}]
    if len(plain) == len(work.steps):
        known = _jobs_of_meltano(executable, env, folder)
        if work.meltano_job in known:
            _same_tasks(work, known[work.meltano_job])
            return ((*run, work.meltano_job),)
        return ((*run, *(word for step in work.steps for word in step.text.split())),)
    return tuple(_script_command(executable, step) for step in work.steps)


def _is_scheduled(work: Work) -> bool:
    """Whether Meltano has the job as a schedule only, which it runs with the schedule's `env`."""
    return any("state_id" in step.config or "extractor" in step.config for step in work.steps)


def _script_command(executable: str, step: Step) -> tuple[str, ...]:
    """A line of the script that the job was made of."""
    if step.pipeline is not None:
        options = []
        for name in ("full_refresh", "refresh_catalog"):
            options += [f"--{name.replace('_', '-')}"] if step.config.get(name) else []
        if suffix := step.config.get("state_id_suffix"):
            options.append(f"--state-id-suffix={suffix}")
        return (executable, "run", "--no-install", *options, *step.pipeline.text.split())
    return (executable, "invoke", "--no-install", *step.text.split())


def _jobs_of_meltano(executable: str, env: Mapping[str, str], folder: Path) -> dict[str, list[str]]:
    """Ask Meltano for its jobs: the words of their tasks by name."""
    answer = ask(executable, ["job", "list", "--format=json"], env, folder)
    try:
        jobs = json.loads(answer[answer.index("{") :])["jobs"]
    except (ValueError, KeyError) as error:
        raise KitError(
            f"`meltano job list` answered something else than its jobs: {error}", "Look at it."
        ) from None
    return {
        str(job["job_name"]): [
            word
            for task in job["tasks"]
            for word in (task.split() if isinstance(task, str) else map(str, task))
        ]
        for job in jobs
    }


def _same_tasks(work: Work, words: Sequence[str]) -> None:
    ours = [word for step in work.steps for word in step.text.split()]
    if ours != list(words):
        raise KitError(
            f"meltano.yml and this project differ in the tasks of job `{work.meltano_job}`: "
            f"{' '.join(words)}; here {' '.join(ours)}",
            "Run `m2d generate` again.",
        )


def ask(executable: str, words: Sequence[str], env: Mapping[str, str], folder: Path) -> str:
    """Run a command of Meltano that answers on standard output.

    Raises:
        KitError: it failed.
    """
    done = processes.run(
        [executable, "--log-level=error", *words],
        cwd=folder,
        env=dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=ASK_SECONDS,
    )
    if done.returncode:
        last = "\n".join((done.stderr or done.stdout).splitlines()[-5:])
        raise KitError(
            f"`meltano {' '.join(words)}` ended with exit code {done.returncode}:\n{last}",
            "Run it in the Meltano project, and correct what it says.",
        )
    return done.stdout


def _use_own_runner(path: Path) -> None:
    """Let this project run every pipeline of the copy: Meltano beside itself proves nothing."""
    data = read_yaml(path) if path.is_file() else {}
    pipelines = data.get("pipelines")
    if isinstance(pipelines, dict):
        for switches in pipelines.values():
            if isinstance(switches, dict) and switches.get("runner") == "meltano":
                switches["runner"] = "singer"
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
