"""The runner `meltano`: one `meltano run` of the block, with its state in the kit's store."""

import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

from dagster_project.singer.catalog_edit import selected
from dagster_project.singer.errors import KitError
from dagster_project.singer.pipeline import ANY_STREAM, Stream
from dagster_project.singer.plugins import Plugins
from dagster_project.singer.process import Command, Deadline
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.report import StreamResult, bookmark_of, stream_metadata
from dagster_project.singer.request import Request
from dagster_project.singer.secret import names_in
from dagster_project.singer.single import run_process
from dagster_project.singer.state import StateStore

# For Meltano to note that its run has ended: without that it refuses the next one for 5 minutes.
# The plugins, which are in its process group, get the request at the same time.
MELTANO_GRACE_SECONDS = 5.0


def run_with_meltano(request: Request, project: Project) -> Iterator[StreamResult]:
    """Let Meltano run the block.

    Nobody counts records, and a lost stream is not noticed: both are what this runner is for, to
    leave the work to Meltano until the pipeline is switched over.

    Raises:
        KitError: there is no Meltano, or it failed.
    """
    state_id, started = request.state_id(project), time.monotonic()
    store = StateStore.open(project, request.log.info)
    store.entry(state_id)  # takes over what Meltano kept in its own database
    redactor, env = surroundings(request, project)
    command = Command(
        "meltano",
        "command",
        [meltano(project), *arguments(request)],
        {**env, "MELTANO_STATE_BACKEND_URI": meltano_uri(store.uri)},
        project.root,
    )
    request.log.info(f"meltano {' '.join(command.argv[1:])}: state `{state_id}`")
    deadline = Deadline(request.options.time_limit_seconds)
    run_process(command, redactor=redactor, deadline=deadline, grace=MELTANO_GRACE_SECONDS)
    seconds, state = time.monotonic() - started, store.read(state_id)
    for stream in kept_streams(request, project):
        yield StreamResult(
            stream,
            stream_metadata(
                stream,
                records=None,
                seconds=seconds,
                state_id=state_id,
                runner="meltano",
                bookmark=bookmark_of(state, (stream.name,)),
                redactor=redactor,
            ),
        )


def arguments(request: Request) -> list[str]:
    """Say the options of the run in Meltano's words.

    Raises:
        KitError: Meltano has no words for them.
    """
    options, pipeline = request.options, request.pipeline
    words = [f"--log-level={request.log_level.lower()}"] if options.log_level else []
    words.append("el" if options.state_id else "run")
    words += ["--full-refresh"] if options.full_refresh else []
    words += ["--refresh-catalog"] if options.refresh_catalog else []
    if options.state_id:
        if pipeline.mappings:
            raise KitError(
                "`meltano el` takes a state id but no mappings",
                "Use the runner `singer` for this pipeline, or leave state_id out.",
            )
        return [*words, f"--state-id={options.state_id}", pipeline.extractor, pipeline.loader]
    if options.state_id_suffix:
        words.append(f"--state-id-suffix={options.state_id_suffix}")
    if request.is_subset and not options.full_refresh:
        words.append("--state-strategy=merge")
    return [*words, pipeline.extractor, *pipeline.mappings, pipeline.loader]


def surroundings(request: Request, project: Project) -> tuple[Redactor, dict[str, str]]:
    """Prepare what hides the secrets of the plugins, and the variables of Meltano's process."""
    kept_out = {"VIRTUAL_ENV", "PYTHONPATH"} | moved_secrets(request, project)
    env = {name: value for name, value in project.environ.items() if name not in kept_out}
    if project.environment is not None:
        env["MELTANO_ENVIRONMENT"] = project.environment
    tap = project.plugin("extractors", request.pipeline.extractor)
    configured: Sequence[object] = ()
    redactor = Redactor()
    try:
        plugins = Plugins.resolve(project, request.pipeline, request.schedule)
        redactor = plugins.redactor
        found = plugins.tap.extras.get("_select_filter")
        configured = found if isinstance(found, list) else ()
    except KitError as error:
        request.log.warning(f"secrets are not hidden in the logs of this run: {error.message}")
    patterns = [str(pattern) for pattern in request.options.select_filter or configured]
    if request.is_subset:
        names = [stream.name for stream in request.streams if allowed(stream.name, patterns)]
        if not names:
            raise KitError("no stream is left to load", "Look at the select filter of the tap.")
        if ANY_STREAM not in names:
            patterns = [literal(name) for name in names]
    if patterns and (request.is_subset or request.options.select_filter):
        setting = tap.extras.get("_select_filter")
        variables = (
            [name for source in setting.sources for name in source.variables] if setting else []
        )
        default = f"{tap.name.upper().replace('-', '_')}__SELECT_FILTER"
        env[variables[0] if variables else default] = json.dumps(patterns)
    return redactor, env


def moved_secrets(request: Request, project: Project) -> set[str]:
    """Name the variables that only hold what stands in meltano.yml, where Meltano finds it itself.

    As a variable it would win over what an environment says, and its references would not count.
    """
    pipeline = request.pipeline
    names = names_in(project.data)
    for kind, name in (
        ("extractors", pipeline.extractor),
        *(("mappers", mapper) for mapper in pipeline.mappers),
        ("loaders", pipeline.loader),
    ):
        names |= names_in(project.plugin(kind, name).written)
    own = project.own_dotenv
    return {name for name in names if name in own and project.environ[name] == own[name]}


def allowed(name: str, patterns: Sequence[str]) -> bool:
    """Whether a select filter lets a stream through."""
    wanted = [pattern for pattern in patterns if not pattern.startswith("!")]
    unwanted = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    is_wanted = not wanted or any(fnmatchcase(name, pattern) for pattern in wanted)
    return is_wanted and not any(fnmatchcase(name, pattern) for pattern in unwanted)


def literal(name: str) -> str:
    """Write a stream name as a pattern that matches nothing else."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def meltano(project: Project, *, is_pair: bool = False) -> str:
    """Find Meltano: ``M2D_MELTANO``, else ``meltano`` on PATH.

    Args:
        project: the project.
        is_pair: whether it is the old side of a parallel run, for which there is no other runner.

    Raises:
        KitError: there is none.
    """
    named = project.environ.get("M2D_MELTANO") or "meltano"
    found = shutil.which(named, path=project.environ.get("PATH"))
    if found is None:
        who = "a parallel run" if is_pair else "the runner `meltano`"
        cure = "Put Meltano on PATH, or set M2D_MELTANO to its path"
        other = ", or set `runner: singer` for this pipeline in migration.yaml"
        raise KitError(
            f"{who} needs Meltano, and the command `{named}` was not found",
            f"{cure}; its plugins must be installed." if is_pair else f"{cure}{other}.",
        )
    return str(Path(found).absolute())


def meltano_uri(uri: str) -> str:
    """Name the kit's state store as Meltano does; both have the same layout."""
    return uri if len(urlsplit(uri).scheme) > 1 else f"file://{Path(uri).absolute()}"


def kept_streams(request: Request, project: Project) -> Iterator[Stream]:
    """Pass over streams that the catalog of Meltano's last run of the tap deselects."""
    chosen = last_selection(project, request)
    for stream in request.streams:
        if chosen is None or stream.name == ANY_STREAM or stream.name in chosen:
            yield stream
        else:
            request.log.info(f"stream `{stream.name}` is deselected: not materialized")


def last_selection(project: Project, request: Request) -> Mapping[str, object] | None:
    """Read which streams Meltano's run selected; ``None`` when it left no catalog."""
    folder = project.system_directory / "run" / request.pipeline.extractor
    try:
        document = json.loads((folder / "tap.properties.json").read_bytes())
    except (OSError, ValueError):
        return None
    return None if request.options.state_id else selected(document)
