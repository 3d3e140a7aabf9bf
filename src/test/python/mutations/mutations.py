"""Lines of the kit that guard a promise, and the shipped test that must miss each of them.

A mutation is a file below templates/dagster_project, a text that is in it exactly once, what stands there instead, and the
test files of a generated project that are run: at least one test of them has to fail.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """One change that has to be noticed."""

    promise: str
    file: str
    text: str
    instead: str
    tests: tuple[str, ...]


ORDER = ("test_order.py",)
PIPELINE = ("test_pipeline.py",)
SETTINGS = ("test_settings.py",)
RUNNER = ("test_runner.py",)
SCHEDULES = ("test_schedules.py",)

MUTATIONS = (
    Mutation(
        "a job stops at the first failure",
        "singer/executor.py",
        "            if failed:\n                return\n",
        "",
        ORDER,
    ),
    Mutation(
        "tasks run in their order",
        "singer/executor.py",
        "in groups(self._order, execution_plan.step_keys_to_execute)",
        "in groups((), execution_plan.step_keys_to_execute)",
        ORDER,
    ),
    Mutation(
        "an asset job has the in-order executor",
        "singer/jobs.py",
        "        executor_def=executor,\n",
        "",
        ORDER,
    ),
    Mutation(
        "`order: lineage` switches the in-order executor off",
        "singer/jobs.py",
        '    strict = Switchboard.load().order(name) == "strict"\n',
        "    strict = True\n",
        ORDER,
    ),
    Mutation(
        "a chain of ops stops at the first failure",
        "singer/jobs.py",
        "done = op() if done is None else op(done)",
        "done = op()",
        ORDER,
    ),
    Mutation(
        "a task that was not converted fails",
        "singer/jobs.py",
        '        raise dg.Failure(\n            f"{code}:',
        '        dg.Failure(\n            f"{code}:',
        ORDER,
    ),
    Mutation(
        "a process that fails is noticed, whatever the others do",
        "singer/pipe.py",
        "        if process.code != 0 or early:\n",
        "        if early:\n",
        PIPELINE,
    ),
    Mutation(
        "a process that failed fails the step",
        "singer/pipe.py",
        "        self._judge()\n",
        "",
        PIPELINE,
    ),
    Mutation(
        "a lost stream is noticed",
        "singer/outcome.py",
        "                lost.append(stream.name)\n",
        "                pass\n",
        PIPELINE,
    ),
    Mutation(
        "a lost stream fails the step",
        "singer/outcome.py",
        "        if lost:\n",
        "        if False:\n",
        PIPELINE,
    ),
    Mutation(
        "a stream that the source has no longer is lost, not deselected",
        "singer/outcome.py",
        "stream.name in catalog.selected or catalog.misses(stream.name)",
        "stream.name in catalog.selected",
        PIPELINE,
    ),
    Mutation(
        "a run of some streams keeps the bookmarks of the others",
        "singer/singer_run.py",
        "                streams=outcome.subset_names,\n",
        "                streams=None,\n",
        PIPELINE,
    ),
    Mutation(
        "a run of some streams loads only those",
        "singer/singer_run.py",
        "            streams=subset,\n",
        "",
        PIPELINE,
    ),
    Mutation(
        "the state that the target confirmed is stored",
        "singer/singer_run.py",
        "                bookmarks.save,\n",
        "                lambda _: None,\n",
        PIPELINE,
    ),
    Mutation(
        "a variable overrides meltano.yml",
        "singer/settings.py",
        "                if text is not None:\n                    return _Found",
        "                if text is None:\n                    return _Found",
        SETTINGS,
    ),
    Mutation(
        "the active environment has values of its own",
        "singer/settings.py",
        '                raw = source.environments.get(self.project.environment or "")\n',
        "                raw = None\n",
        SETTINGS,
    ),
    Mutation(
        "an environment that is not there is an error",
        "singer/project.py",
        "        if name not in self.environments:\n",
        "        if False:\n",
        SETTINGS,
    ),
    Mutation(
        "the variables of a schedule reach its runs",
        "singer/project.py",
        "environ={**self.environ, **env})",
        "environ={**self.environ})",
        SETTINGS,
    ),
    Mutation(
        "migration.yaml chooses the runner",
        "singer/run.py",
        "RUNNERS[Switchboard.load(project.output).runner(pipeline.name)]",
        'RUNNERS["singer"]',
        RUNNER,
    ),
    Mutation(
        "migration.yaml refuses a runner that is none",
        "singer/switchboard.py",
        "    if value not in values:\n",
        "    if False:\n",
        RUNNER,
    ),
    Mutation(
        "a tick is skipped while Meltano is the scheduler",
        "singer/schedules.py",
        '        if Switchboard.load().scheduler(job) == "meltano":\n',
        "        if False:\n",
        SCHEDULES,
    ),
    Mutation(
        "a tick is skipped while a run is active",
        "singer/schedules.py",
        "        if active:\n",
        "        if False:\n",
        SCHEDULES,
    ),
    Mutation(
        "a run knows its schedule",
        "singer/schedules.py",
        "        return dg.RunRequest(tags={SCHEDULE_TAG: meltano_name})\n",
        "        return dg.RunRequest()\n",
        SCHEDULES,
    ),
    Mutation(
        "schedules are stopped",
        "singer/schedules.py",
        "DefaultScheduleStatus.STOPPED",
        "DefaultScheduleStatus.RUNNING",
        SCHEDULES,
    ),
    Mutation(
        "sensors are stopped",
        "singer/sensors.py",
        "DefaultSensorStatus.STOPPED",
        "DefaultSensorStatus.RUNNING",
        ("test_definitions.py",),
    ),
    Mutation(
        "runs say from which Meltano job they come",
        "singer/jobs.py",
        "        JOB_TAG: meltano_name,\n",
        "",
        ("test_definitions.py",),
    ),
)
