"""One pair from its start to its bundle."""

from collections.abc import Callable, Mapping
from pathlib import Path

from dagster_project.parallel_run import evidence, identity, processes, sides, tape
from dagster_project.parallel_run.answers import Answers
from dagster_project.parallel_run.bundle import Bundle, finished, manifest_of
from dagster_project.parallel_run.destinations import Difference, check_destinations
from dagster_project.parallel_run.inputs import Inputs, find_inputs
from dagster_project.parallel_run.isolation import isolate, side_project
from dagster_project.parallel_run.measure import now
from dagster_project.parallel_run.native import refuse_tape
from dagster_project.parallel_run.plan import Work, dbt_package, find_work
from dagster_project.parallel_run.replication import check_slots, separate_slots
from dagster_project.parallel_run.reset import reset
from dagster_project.parallel_run.run import Run, Wish
from dagster_project.parallel_run.scenarios import PHASES, write_phase
from dagster_project.parallel_run.side_run import SideRunner
from dagster_project.parallel_run.watermark import watermarks
from dagster_project.parallel_run.workspace import SideFolder, Workspace
from dagster_project.singer.errors import KitError
from dagster_project.singer.meltano_runner import meltano
from dagster_project.singer.meltano_state import read_source
from dagster_project.singer.plugins import Plugins
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.settings import resolve
from dagster_project.singer.state import StateStore

SCRIPTED = ("resume", "new_column")


class Pairs:
    """The parallel runs of one wish.

    Args:
        wish: what is asked for.
        tell: takes lines for people.
    """

    def __init__(self, wish: Wish, tell: Callable[[str], None]) -> None:
        """Find the work and its secrets.

        Raises:
            KitError: there is no such work, a setting cannot be resolved, or the wish makes no
                sense.
        """
        if wish.scenario in SCRIPTED and wish.mode != "replay":
            raise KitError(
                f"scenario {wish.scenario} changes what the tap says, so it needs a recorded tap",
                "Add --mode replay.",
            )
        if wish.start == "production" and (wish.mode == "replay" or wish.scenario == "full"):
            raise KitError(
                "the bookmarks of production are for a tap that goes on from them",
                "Leave `--from production` out, or add --scenario incremental without replay.",
            )
        is_live_change = wish.scenario == "incremental" and wish.mode != "replay"
        if is_live_change and wish.start == "nothing" and not wish.between:
            raise KitError(
                "scenario incremental needs a source that changes after the first load",
                "Add --between COMMAND, which changes it, or --from production; --scenario noop "
                "is for a source that stays as it is.",
            )
        if wish.scenario == "round_trip" and (
            wish.mode != "live" or wish.start == "production" or wish.between
        ):
            raise KitError(
                "scenario round_trip hands each side the bookmarks that the other one has just "
                "left, and nothing may be new",
                "Use it with --mode live, and without --from and --between.",
            )
        self.wish, self.tell = wish, tell
        self.work: Work = find_work(wish.job, wish.pipeline)
        loaded = Project.load()
        refuse_tape(wish.mode, self.work, loaded.output)
        self.workspace = Workspace(loaded)
        self.inputs = Inputs(self.workspace.inputs)
        self.project = loaded.for_run(None, self.work.variables)
        plugins = [
            plugin
            for pipeline in self.work.pipelines
            for plugin in Plugins.resolve(self.project, pipeline, None).all
        ]
        plugins += [
            resolve(self.project, self.project.plugin(dbt.plugin_type, dbt.plugin))
            for dbt in self.work.dbt_projects
        ]
        self.recorded: str | None = None
        self.answers: Answers | None = None
        self.other_destinations: list[Difference] = []
        self.redactor = Redactor(secret for plugin in plugins for secret in plugin.secrets)

    def run(self) -> Path:
        """Make one pair and return its bundle.

        Raises:
            KitError: the sides cannot be isolated or started.
            KeyboardInterrupt: the bundle is left unfinished.
        """
        try:
            return self._run()
        except KitError as error:
            # Programs that failed have printed what they liked.
            hidden = self.redactor.text
            raise KitError(hidden(error.message), hidden(error.advice)) from error

    def _run(self) -> Path:
        with self.workspace.locked():
            folders = {name: self._copy(name) for name in self._order()}
            self._ask(folders["control"])
            runs = {name: self._prepare(folder) for name, folder in folders.items()}
            first = next(iter(runs.values()))
            started = self._record(runs) if self.wish.mode == "replay" else now()
            bundle = Bundle(self.workspace.runs, self.redactor)
            try:
                states = self._run_phases(runs, bundle)
                streams = evidence.capture(bundle, self.project, self.work, list(runs.values()))
                contract = evidence.contract(self.project)
                digest = bundle.contract(contract)
                live = self.wish.mode == "live"
                bundle.finish(
                    {
                        **self._what,
                        "order": list(runs),
                        "startedAt": started,
                        "endedAt": now(),
                        "contract": {"sha256": digest},
                        "code": identity.code(self.workspace.project),
                        "versions": identity.versions(
                            meltano(self.project, is_pair=True), first.side.env
                        ),
                        "watermark": watermarks(contract, self.project, self.work, states)
                        if live
                        else {},
                        "streams": streams,
                        "killed": self._killed(),
                        "otherDestinations": [d.name for d in self.other_destinations],
                    }
                )
            except BaseException:
                self.tell(f"the bundle is unfinished: {bundle.path}")
                self._tell_left(runs)
                raise
            return bundle.path

    def _killed(self) -> list[str]:
        """The pipelines whose targets are killed: a job stops at the first one."""
        kills = any(phase.kill for phase in PHASES[self.wish.scenario])
        return [self.work.pipelines[0].name] if kills else []

    def _tell_left(self, runs: Mapping[str, Run]) -> None:
        """Name what a pair that was not run to its end has left at the destinations."""
        left = sorted(
            {schema.isolated for run in runs.values() for schema in run.side.isolation.schemas}
        )
        if left:
            names = ", ".join(left)
            self.tell(f"these schemas stay until the next pair, or `clean`: {names}")

    def _order(self) -> list[str]:
        """The sides in the order in which they run; it alternates from pair to pair."""
        if self.wish.mode == "noise":
            return ["control", "control2"]
        names = ["control", "candidate"]
        # Of such pairs only: of two jobs a night each would always begin with the same side.
        pairs = [manifest_of(path) for path in finished(self.workspace.runs)]
        alike = [pair for pair in pairs if self._what.items() <= pair.items()]
        return names[::-1] if len(alike) % 2 else names

    @property
    def _what(self) -> dict[str, object]:
        """What is run, as manifests say it."""
        return {
            "mode": self.wish.mode,
            "scenario": self.wish.scenario,
            "pipeline": None if self.work.job else self.work.pipelines[0].name,
            "job": self.work.job,
        }

    def _copy(self, name: str) -> SideFolder:
        """Make the working copy of a side."""
        self.tell(f"{name}: working copy")
        return self.workspace.copy(name)

    def _ask(self, control: SideFolder) -> None:
        """Have Meltano say what the pair must not hide: once, for all pairs of one wish."""
        if self.answers is None:
            self.tell("asking Meltano for its settings")
            answers = Answers(self.project, self.work, control)
            # Meltano beside itself writes to the same place.
            if self.wish.mode != "noise":
                self.other_destinations = check_destinations(
                    answers,
                    self.work,
                    isolate(self.project, self.work, control),
                    may_differ=self.wish.other_destination,
                )
            for difference in self.other_destinations:
                self.tell(f"not compared, {difference}")
            if names := ", ".join(sides.lent(self.project)):
                self.tell(
                    f"Meltano's side is given {names} of this project's .env: what starts Meltano "
                    "in production must set the same"
                )
            self.answers = answers
        self.inputs = find_inputs(
            self.project, self.work, self.workspace.inputs, self.answers, self.tell
        )

    def _prepare(self, folder: SideFolder) -> Run:
        """See to it that a side writes nowhere but to its own place."""
        name = folder.name
        isolation = isolate(self.project, self.work, folder)
        slots = separate_slots(self.project, self.work, isolation)
        isolation.variables |= self.inputs.variables_of(name) | slots
        check_slots(side_project(self.project, folder, isolation), self.work, slots)
        make = sides.candidate if name == "candidate" else sides.control
        run = Run(make(self.project, self.work, folder, isolation))
        package = dbt_package()
        for dbt in self.work.dbt_projects:
            self.tell(f"{name}: dbt of {dbt.plugin}: sources and models of this side")
            run.models.append(package.isolate_dbt(self.project, dbt, folder, isolation))
        for schema in {schema for models in run.models for schema in models.schemas}:
            isolation.add_schema(schema)
        reset(folder, isolation)
        run.log.write_bytes(b"")
        return run

    def _record(self, runs: dict[str, Run]) -> str:
        """Put the player in the place of every tap on both sides.

        What the taps say is recorded once, for all pairs of one wish.

        Returns:
            When the recording began, since rows of a tape were read then.
        """
        taps = [self.project.plugin("extractors", p.extractor) for p in self.work.pipelines]
        control, tapes = runs["control"].side, self.workspace.tapes
        if self.recorded is None:
            began = now()
            for tap in {tap.name: tap for tap in taps}.values():
                self.tell(f"recording {tap.name}")
                self.inputs.freeze()
                self.inputs.give()
                tape.record(
                    control,
                    meltano(self.project, is_pair=True),
                    tap,
                    tapes / "recorded",
                    self.redactor,
                )
            self.recorded = began
        for run in runs.values():
            tape.install_players(run.side.folder, taps, tapes / "played")
        return self.recorded

    def _run_phases(self, runs: dict[str, Run], bundle: Bundle) -> list[dict[str, object]]:
        """Run all phases on all sides; the bookmarks that each side has at the end."""
        phases = PHASES[self.wish.scenario]
        if self.wish.start == "production":
            phases = tuple(phase for phase in phases if phase.judged)
            self._seed(runs["control"])
        judged = [phase for phase in phases if phase.judged]
        runner = SideRunner(self.project, self.work, bundle, self.tell)
        for phase in phases:
            if self.wish.mode == "replay":
                names = [pipeline.extractor for pipeline in self.work.pipelines]
                tapes = self.workspace.tapes
                write_phase(tapes / "recorded", tapes / "played", names, phase)
            elif phase is judged[0] and len(phases) > 1 and self.wish.between:
                self._change_source()
            if phase is judged[0]:
                (swapped_states if phase.swapped else _same_state)(runs)
            self.inputs.freeze()
            for name, run in runs.items():
                if phase is judged[0]:
                    bundle.state(name, "before", self._states(run))
                if not run.broken:
                    self.inputs.give()
                    runner.run_phase(name, run, phase)
        ends = {name: self._states(run) for name, run in runs.items()}
        for name, run in runs.items():
            bundle.state(name, "after", ends[name])
            bundle.log(name, run.log)
            variables = [*run.side.isolation.variables, *self.work.variables]
            bundle.run(name, run, variables)
        return list(ends.values())

    def _change_source(self) -> None:
        """Run the command that changes the source between two loads."""
        words = self.redactor.text(" ".join(self.wish.between))
        self.tell(f"changing the source: {words}")
        status = processes.run(self.wish.between).returncode
        if status:
            raise KitError(
                f"the command of --between ended with exit code {status}: {words}",
                "Its own words are above.",
            )

    def _seed(self, control: Run) -> None:
        """Give a side the bookmarks of production, which are only read."""
        wanted = evidence.state_ids(self.project, self.work)
        store = StateStore(str(control.side.folder.state))
        found = {i: e for i, e in read_source(self.project, "meltano").items() if i in wanted}
        if not found:
            raise KitError(
                f"production has no bookmark under {', '.join(wanted)}, so both sides would load "
                "everything",
                "Is it the right environment? Leave `--from production` out to load once before.",
            )
        for state_id in wanted:
            if state_id not in found:
                self.tell(f"production has no bookmark under {state_id}: both sides load all of it")
        for state_id, entry in found.items():
            store.put(state_id, entry)

    def _states(self, run: Run) -> dict[str, object]:
        """The stored bookmarks of a side, under the ids of production."""
        store = StateStore(str(run.side.folder.state))
        found = {i: store.entry(i) for i in evidence.state_ids(self.project, self.work)}
        return {i: entry.as_json() if entry else None for i, entry in found.items()}


def _same_state(runs: dict[str, Run]) -> None:
    """Let all sides start from the bookmarks of the control."""
    source = StateStore(str(runs["control"].side.folder.state))
    for name, run in runs.items():
        if name != "control":
            target = StateStore(str(run.side.folder.state))
            for state_id in source.ids():
                entry = source.entry(state_id)
                if entry is not None:
                    target.put(state_id, entry)


def swapped_states(runs: dict[str, Run]) -> None:
    """Let each side go on from where the other one has stopped."""
    stores = [StateStore(str(run.side.folder.state)) for run in runs.values()]
    left = [{i: store.entry(i) for i in store.ids()} for store in stores]
    for store, entries in zip(stores, left[::-1], strict=True):
        for state_id in {*store.ids(), *entries}:
            entry = entries.get(state_id)
            if entry is None:
                store.clear(state_id)
            else:
                store.put(state_id, entry)
