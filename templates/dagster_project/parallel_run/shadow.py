"""Shadow pairs: Meltano beside this project at night, into places of their own.

They are runs of a job of their own, so that nothing of them can fail a run of production.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, cast

import dagster as dg
from pydantic import Field

from dagster_project.parallel_run.checks import SWITCH, checked_keys, enabled, results
from dagster_project.parallel_run.plan import (
    NothingLoadedError,
    UnknownPlaceError,
    all_pipelines,
    find_work,
)
from dagster_project.parallel_run.processes import attended
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.switchboard import Switchboard

CRON = "30 2 * * *"
SECONDS_TO_END = 60


class PairOptions(dg.Config):
    """What a run of the job compares."""

    jobs: list[str] = Field(
        default=[],
        description="Jobs to run on both sides, in this order; all by default, unless there are "
        "pipelines. Of a job with a command, its pipelines are run, one by one.",
    )
    pipelines: list[str] = Field(
        default=[], description="Pipelines to run on both sides by themselves, after the jobs."
    )
    mode: Literal["replay", "live"] = Field(
        default="live", description="live: both sides run the taps; replay: what they said once."
    )
    scenario: str = Field(default="full", description="See `pair --help`.")


def shadow_job(name: str) -> dg.JobDefinition:
    """A job that makes a pair of each job, has it compared, and reports the checks `parity`."""

    @dg.op(name=f"{name}_pairs", out=dg.Out(dg.Nothing))
    def pairs(context: dg.OpExecutionContext, config: PairOptions) -> None:
        """Run both sides, one pair after another, and fail at the end when one was not equal."""
        if not enabled():
            context.log.info(f"{SWITCH} switches parallel runs off; nothing was run.")
            return
        failed = []
        for work in works(config.jobs, config.pipelines, context.log.info):
            words = [*work, "--mode", config.mode, "--scenario", config.scenario]
            status = _pair(context, words)
            if status:
                failed.append(f"`{' '.join(work)}` exited with {status}")
        for evaluation in _evaluations():
            context.log_event(cast("Any", evaluation))
        if failed:
            raise dg.Failure(
                f"Not every pair was equal: {'; '.join(failed)}. 5: the sides differ; 6: "
                "inconclusive; both have their reports in parity-runs/. Any other: the pair was "
                "not made, and its own words in the log of this step say why.",
                allow_retries=False,
            )

    @dg.job(
        name=name,
        description="Meltano and this project side by side, into places of their own.",
        tags={"meltano/parallel_run": "true"},
    )
    def shadow() -> None:
        pairs()

    return shadow


def shadow_schedule(job: dg.JobDefinition) -> dg.ScheduleDefinition:
    """The job every night, when `PARITY_CRON` does not say otherwise; stopped at first."""

    @dg.schedule(
        name=job.name,
        job=job,
        cron_schedule=os.environ.get("PARITY_CRON") or CRON,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="Shadow pairs, in UTC. PARITY_CRON sets another time.",
    )
    def tick() -> dg.RunRequest | dg.SkipReason:
        if not enabled():
            return dg.SkipReason(f"{SWITCH} switches parallel runs off.")
        return dg.RunRequest()

    return tick


def works(
    jobs: Sequence[str], pipelines: Sequence[str], tell: Callable[[str], object]
) -> list[list[str]]:
    """The arguments of each pair: what is named, else all jobs, else all pipelines.

    A job that nobody named and that loads nothing is left out. A job with a step of which nobody
    knows where it writes cannot be run as a pair; its pipelines can, by themselves.

    Args:
        jobs: jobs that are named.
        pipelines: pipelines that are named.
        tell: takes lines for people.
    """
    switchboard, found = Switchboard.load(), list[list[str]]()
    if not jobs and not pipelines and not switchboard.jobs:
        pipelines = list(switchboard.pipelines)
    for job in jobs or (() if pipelines else switchboard.jobs):
        try:
            find_work(job, None)
        except NothingLoadedError:
            if not jobs:
                tell(f"Job `{job}` loads nothing, so there is nothing to compare.")
                continue
        except UnknownPlaceError as error:
            if error.pipelines or not jobs:
                tell(
                    f"Nobody knows where `{error.step}` of job `{job}` writes, so of this job "
                    f"these are compared: {', '.join(error.pipelines) or 'none, it loads nothing'}."
                )
                found += [["--pipeline", pipeline] for pipeline in error.pipelines]
                continue
        except KitError:
            # What is wrong with it, its pair says.
            pass
        found.append(["--job", job])
    found += [["--pipeline", pipeline] for pipeline in pipelines]
    return [work for number, work in enumerate(found) if work not in found[:number]]


def _pair(context: dg.OpExecutionContext, words: Sequence[str]) -> int:
    """Make one pair in a process of its own, which is ended when this run is."""
    command = [sys.executable, "-m", "dagster_project.parallel_run", "pair", *words]
    context.log.info(" ".join(command))

    def follow(process: "subprocess.Popen[str]") -> int:
        for line in process.stdout or ():
            context.log.info(line.rstrip("\n"))
        return process.wait()

    return attended(
        command,
        follow,
        grace=SECONDS_TO_END,
        cwd=Project.load().output,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def _evaluations() -> Iterator[dg.AssetCheckEvaluation]:
    """The results of the checks, as events of this run."""
    for result in results(checked_keys(all_pipelines().values())):
        if result.asset_key is not None and result.check_name is not None:
            yield dg.AssetCheckEvaluation(
                asset_key=result.asset_key,
                check_name=result.check_name,
                passed=result.passed,
                severity=result.severity,
                description=result.description,
                metadata=result.metadata,
            )
