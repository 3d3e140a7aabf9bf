"""The runner `singer`: tap, mappers and target started by the kit itself."""

import json
import time
from collections.abc import Iterator, Mapping

from dagster_project.singer.bookmarks import Bookmarks
from dagster_project.singer.catalog import Catalog, prepare_catalog
from dagster_project.singer.errors import KitError
from dagster_project.singer.folder import PrivateFolder
from dagster_project.singer.outcome import Outcome
from dagster_project.singer.pipe import Pipe
from dagster_project.singer.pipeline import ANY_STREAM
from dagster_project.singer.plugin_files import PluginFiles
from dagster_project.singer.plugins import Plugins
from dagster_project.singer.process import Command, Deadline, ProcessError
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.report import StreamResult
from dagster_project.singer.request import Request, line_limit
from dagster_project.singer.single import run_process
from dagster_project.singer.state import StateStore


def run_singer(request: Request, project: Project) -> Iterator[StreamResult]:
    """Run a pipeline; its results come when all processes have ended.

    Raises:
        KitError: it failed. What the target confirmed before is stored as state.
    """
    plugins = Plugins.resolve(project, request.pipeline, request.schedule)
    redactor = plugins.redactor
    try:
        yield from SingerRun(request, plugins, redactor).results()
    except ProcessError as error:
        message, advice = redactor.text(error.message), redactor.text(error.advice)
        raise ProcessError(message, advice, error.last_lines) from None
    except KitError as error:
        raise KitError(redactor.text(error.message), redactor.text(error.advice)) from None


class SingerRun:
    """One run of a pipeline.

    Args:
        request: what is asked for.
        plugins: the resolved plugins.
        redactor: hides their secrets.
    """

    def __init__(self, request: Request, plugins: Plugins, redactor: Redactor) -> None:
        """Find the names of this run; nothing is started."""
        self.request = request
        self.plugins = plugins
        self.redactor = redactor
        self.project = plugins.tap.project
        self.state_id = request.state_id(self.project)
        self.deadline = Deadline(request.options.time_limit_seconds)

    def results(self) -> Iterator[StreamResult]:
        """Run it."""
        log, started = self.request.log, time.monotonic()
        log.info(f"{self.request.pipeline.text}: state `{self.state_id}`")
        with PrivateFolder() as folder:
            files = PluginFiles(folder, self.request.log_level)
            catalog = self.catalog(files, folder)
            store = StateStore.open(self.project, log.info)
            state = self.state(store)
            commands = [
                self.tap_command(files, catalog, state),
                *(
                    files.command(mapper, files.config(mapper, f"mapper.{number}"))
                    for number, mapper in enumerate(self.plugins.mappers, 1)
                ),
                files.command(self.plugins.target, files.config(self.plugins.target, "target")),
            ]
            outcome = Outcome(self.request, catalog, log)
            only_some = outcome.subset_names is not None
            bookmarks = Bookmarks(
                store,
                self.state_id,
                full_refresh=self.request.options.full_refresh,
                streams=outcome.subset_names,
                # What the other streams keep is what is stored, whatever the tap started from.
                before=store.read(self.state_id) if only_some else state,
            )
            pipe = Pipe(
                commands,
                self.redactor,
                folder.path,
                bookmarks.save,
                log.warning,
                each_state=self.request.options.full_refresh or only_some,
                line_limit=line_limit(self.project),
            )
            pipe.run(self.deadline)
        yield from outcome.results(
            pipe.watchers,
            seconds=time.monotonic() - started,
            state_id=self.state_id,
            state=bookmarks.last,
            redactor=self.redactor,
        )

    def catalog(self, files: PluginFiles, folder: PrivateFolder) -> Catalog | None:
        """Prepare the catalog; discovery runs the tap with its own configuration and state."""
        tap, options = self.plugins.tap, self.request.options

        def discover(arguments: list[str]) -> bytes:
            command = files.command(tap, files.config(tap, "tap"), *arguments)
            finished = run_process(
                command,
                redactor=self.redactor,
                deadline=self.deadline,
                capture=True,
                folder=folder.path,
            )
            return finished.output

        subset = None
        if self.request.is_subset:
            names = {stream.name for stream in self.request.streams}
            subset = None if ANY_STREAM in names else names
        catalog = prepare_catalog(
            self.project,
            tap,
            discover,
            options.select_filter,
            options.refresh_catalog,
            full_refresh=options.full_refresh,
            streams=subset,
        )
        for warning in catalog.warnings if catalog else ():
            self.request.log.warning(warning)
        return catalog

    def state(self, store: StateStore) -> Mapping[str, object] | None:
        """Read the state that the tap starts from."""
        tap = self.plugins.tap
        if self.request.options.full_refresh or "state" not in tap.capabilities:
            return None
        named = tap.extras.get("_state")
        if not named:
            return store.read(self.state_id)
        return read_state_file(self.project, str(named))

    def tap_command(
        self, files: PluginFiles, catalog: Catalog | None, state: Mapping[str, object] | None
    ) -> Command:
        """Build the tap's command line as Meltano does."""
        tap = self.plugins.tap
        arguments: list[str] = []
        if catalog is not None:
            arguments += [catalog.flag, str(files.catalog(catalog.json))]
        if state:
            arguments += ["--state", str(files.state(state))]
        return files.command(tap, files.config(tap, "tap"), *arguments)


def read_state_file(project: Project, name: str) -> Mapping[str, object]:
    """Read the state of the extra ``state``: a file of the project that overrides the store.

    Raises:
        KitError: it cannot be read, or is no JSON object.
    """
    path = project.root / name
    try:
        state = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KitError(f"the state file {name} cannot be read: {error}", "Correct it.") from error
    if not isinstance(state, dict):
        raise KitError(f"the state file {name} holds no JSON object", "Correct it.")
    return state
