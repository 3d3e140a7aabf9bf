"""One run of the pipeline of a test project, in a process of its own.

Arguments: the folder of the project; the executor; `--limit BYTES`, the longest file the plugins may
write; `--state-limit BYTES`, the same for this process while it stores states; `--state-pause SECONDS`, how long
storing a state takes.
"""

import json
import resource
import sys
import time
from pathlib import Path

import dagster as dg
from conftest import World, asset

WORLD = World(Path(sys.argv[1]), "")
PIPELINE = WORLD.pipeline()
asset_of_the_pipeline = asset(PIPELINE)


def job() -> dg.JobDefinition:
    executors = {
        "in_process": dg.in_process_executor,
        "multiprocess": dg.multiprocess_executor,
    }
    definitions = dg.Definitions(
        assets=[asset_of_the_pipeline],
        jobs=[dg.define_asset_job("job", executor_def=executors[sys.argv[2]])],
    )
    return definitions.resolve_job_def("job")


def main() -> int:
    folder = WORLD.root / "instance"
    folder.mkdir(exist_ok=True)
    for option, value in zip(sys.argv[3::2], sys.argv[4::2], strict=True):
        limit(option, int(value))
    instance = dg.DagsterInstance.local_temp(str(folder)) if len(sys.argv) < 4 else None
    instance = instance or dg.DagsterInstance.ephemeral()
    if len(sys.argv) < 4:
        with dg.execute_job(dg.reconstructable(job), instance) as result:
            return 0 if result.success else 1
    result = dg.materialize([asset_of_the_pipeline], instance=instance, raise_on_error=False)
    [event] = [event for event in result.all_events if event.is_step_failure]
    failure = event.step_failure_data.user_failure_data
    lines = failure.metadata.get("last_lines")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    report = {"failure": failure.description, "last_lines": lines.value if lines else None}
    (WORLD.root / "report.json").write_text(json.dumps(report))
    return 0 if result.success else 1


def limit(option: str, size: int) -> None:
    """Limit the size of files: of all, or of those that this process writes in place of states; or its pace."""
    if option == "--limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        return
    from dagster_project.singer import state

    write = state.replace_text

    def slow(path: Path, text: str) -> None:
        time.sleep(size)
        write(path, text)

    if option == "--state-pause":
        state.replace_text = slow
        return

    def limited(path: Path, text: str) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        try:
            write(path, text)
        finally:
            resource.setrlimit(
                resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            )

    state.replace_text = limited


if __name__ == "__main__":
    sys.exit(main())
