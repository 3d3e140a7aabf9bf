"""Shadow pairs: Meltano beside this project at night, into places of their own.

They are runs of a job of their own, so that nothing of them can fail a run of production.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Literal, cast

import dagster as dg
from pydantic import Field

from dagster_project.parallel_run.checks import SWITCH, checked_keys, enabled, results
from dagster_project.parallel_run.plan import NothingLoadedError, all_pipelines, find_work
from dagster_project.parallel_run.processes import attended
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.switchboard import Switchboard

CRON = "30 2 * * *"
SECONDS_TO_END = 60


class PairOptions(dg.Config):
    """What a run of the job compares."""

    jobs: list[str] = Field(
        default=[], description="Jobs to run on both sides, in this order; all by default."
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
        for work in _works(config.jobs):
            if not config.jobs and _loads_nothing(work):
                context.log.info(
                    f"`{' '.join(work)}` loads nothing, so there is nothing to compare."
                )
                continue
            words = [*work, "--mode", config.mode, "--scenario", config.scenario]
            status = _pair(context, words)
            if status:
                failed.append(f"`{' '.join(work)}` exited with {status}")
        for evaluation in _evaluations():
            context.log_event(cast("Any", evaluation))
        if failed:
            raise dg.Failure(
                f"Not every pair was equal: {'; '.join(failed)}. 5: the sides differ; 6: "
                "inconclusive; the reports are in parity-runs/.",
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


def _works(jobs: Sequence[str]) -> list[list[str]]:
    """The arguments for each job; for each pipeline when there are no jobs."""
    switchboard = Switchboard.load()
    named = jobs or list(switchboard.jobs)
    if named:
        return [["--job", job] for job in named]
    return [["--pipeline", pipeline] for pipeline in switchboard.pipelines]


def _loads_nothing(work: Sequence[str]) -> bool:
    """Whether a job has no step that loads; what else is wrong with it, its pair says."""
    try:
        if work[0] == "--job":
            find_work(work[1], None)
    except NothingLoadedError:
        return True
    except KitError:
        pass
    return False


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
