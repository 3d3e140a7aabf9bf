"""One run of one side: its commands one after the other, and what people are told of them."""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Generator

from dagster_project.parallel_run import evidence
from dagster_project.parallel_run.bundle import Bundle
from dagster_project.parallel_run.measure import Measured, Watch, run_measured
from dagster_project.parallel_run.plan import Work
from dagster_project.parallel_run.run import Run
from dagster_project.parallel_run.scenarios import Phase
from dagster_project.parallel_run.workspace import remove
from dagster_project.singer.project import Project

LAST_LINES = 15
PATIENCE_SECONDS = 30.0
NOISE = re.compile(r"\s|Traceback |Stack Trace:|.* - dagster - DEBUG - ")


@contextlib.contextmanager
def _told(tell: Callable[[float], None]) -> Generator[None]:
    """Tell now and then for how long something has been going on."""
    begin, over = time.monotonic(), threading.Event()

    def count() -> None:
        while not over.wait(PATIENCE_SECONDS):
            tell(time.monotonic() - begin)

    thread = threading.Thread(target=count, daemon=True, name="parallel run: progress")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class SideRunner:
    """Runs sides of a pair.

    Args:
        project: the project as the run sees it in production.
        work: what is run.
        bundle: takes the logs.
        tell: takes lines for people.
    """

    def __init__(
        self, project: Project, work: Work, bundle: Bundle, tell: Callable[[str], None]
    ) -> None:
        """Remember them."""
        self.project, self.work, self.bundle, self.tell = project, work, bundle, tell

    def run_phase(self, name: str, run: Run, phase: Phase) -> None:
        """Run a side until its end or its first failure, which is noted and no error.

        Args:
            name: of the side.
            run: takes what was measured and counted.
            phase: the run of the scenario.

        Raises:
            OSError: a command cannot be started.
        """
        side, played = run.side, run.side.folder.played
        done_before = run.log.stat().st_size
        remove(played)
        played.mkdir()
        watch = self._watch(run, phase)
        self.tell(f"{name}: {' '.join(map(self.bundle.redactor.text, side.commands[0]))}")
        for command in side.commands:
            with _told(lambda after: self.tell(f"{name}: still running after {after:.0f} s")):
                done = run_measured(command, env=side.env, cwd=side.cwd, log=run.log, watch=watch)
            run.started = run.started or done.started
            if phase.judged:
                run.measured.append(done)
            if done.killed:
                self.tell(f"{name}: the target was killed; exit code {done.exit_code}")
            elif done.exit_code:
                run.broken = True
                if not phase.judged:
                    run.measured.append(done)
                self._tell_failure(name, run, done)
                break
            else:
                self.tell(f"{name}: {done.wall_seconds:.1f} s")
        if phase.kill and not any(done.killed for done in run.measured):
            run.broken = True
            self.tell(f"{name}: the target could not be killed in the middle")
        if phase.judged:
            evidence.count_records(self.work, run, played, done_before)

    def _tell_failure(self, name: str, run: Run, done: Measured) -> None:
        """Show the end of the log of a side that failed, without secrets, and say where it is."""
        path = self.bundle.log(name, run.log)
        text = path.read_bytes().decode("utf-8", "replace")
        self.tell(f"{name}: exit code {done.exit_code}; the end of its log, {path}:")
        lines = [line for line in text.splitlines() if line.strip()]
        # What went wrong stands before frames of Python and notes that only Dagster's authors need.
        telling = [line for line in lines if not NOISE.match(line)]
        for line in (telling or lines)[-LAST_LINES:]:
            self.tell(f"  {line}")

    def _watch(self, run: Run, phase: Phase) -> Watch:
        folder = run.side.folder
        folders, kill = [folder.programs, folder.path / "player"], None
        pipeline = self.work.pipelines[0]
        for kind, name in (("extractors", pipeline.extractor), ("loaders", pipeline.loader)):
            venv = self.project.plugin(kind, name).venv
            if venv is not None:
                linked = (folder.system / venv / "venv", folder.venvs / venv)
                both = tuple(path for link in linked for path in (link, link.resolve()))
                folders += both
                kill = both if kind == "loaders" else None
        dbt = self.work.steps[0].dbt
        if dbt is not None:
            # Then the start-up ends with the start of dbt, or nobody sees its end.
            venv = self.project.plugin(dbt.plugin_type, dbt.plugin).venv
            linked = (folder.system / venv / "venv", folder.venvs / venv) if venv else ()
            folders = [path for link in linked for path in (link, link.resolve())]
        sign = folder.played / f"{pipeline.extractor}.paused"
        return Watch(tuple(folders), (kill or ()) if phase.kill else (), sign)
