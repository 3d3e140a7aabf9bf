"""Whole runs of a generated project, each in a process of its own that has all imports already: python run_server.py JOB

Started in the folder of the generated project, with nothing to load yet: a first run of JOB imports what is imported late. Reads a request a line (JSON), prints `pid N` when the process of the run is there and
`ended STATUS` when it is gone: 0 the run ended, less than 0 the signal that killed it. What the run came to is in the file `answer` of
the request:

    {"success": false, "failures": ["what a failed step says, with its metadata"], "events": 42}

A request: `job`, `answer`; optional `variables`, `partition`, `user` (its uid), `file_size` (bytes that
a file may have at most, as `ulimit -f`), `kept: true` (in the instance of DAGSTER_HOME instead of one in memory).
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.definitions.reconstruct import ReconstructableRepository


def main() -> int:
    """Serve until standard input ends."""
    home = os.getcwd()
    repository = ReconstructableRepository.for_module(
        "dagster_project.definitions", "defs", home
    ).get_definition()
    with dg.DagsterInstance.ephemeral() as instance:
        repository.get_job(sys.argv[1]).execute_in_process(instance=instance)
    print("ready", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            os._exit(_run(repository, request))
        print(f"pid {child}", flush=True)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(f"ended {status}", flush=True)
    return 0


def _run(repository: dg.RepositoryDefinition, request: Mapping[str, Any]) -> int:
    try:
        os.environ.update(request.get("variables", {}))
        job = repository.get_job(request["job"])
        of = dg.DagsterInstance.get if request.get("kept") else dg.DagsterInstance.ephemeral
        with of() as instance, Path(request["answer"]).open("w", encoding="utf-8") as answer:
            if "user" in request:
                os.setgid(request["user"])
                os.setuid(request["user"])
            if "file_size" in request:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (request["file_size"],) * 2)
            result = job.execute_in_process(
                instance=instance, raise_on_error=False, partition_key=request.get("partition")
            )
            failures = [_said(e) for e in result.all_events if e.is_step_failure]
            done = {"success": result.success, "failures": failures}
            answer.write(json.dumps({**done, "events": len(result.all_events)}))
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _said(event: dg.DagsterEvent) -> str:
    """What the page of the run shows of a failed step."""
    data = event.step_failure_data
    lines = [event.message or ""]
    if data.user_failure_data:
        lines.append(data.user_failure_data.description or "")
        lines += [f"{name}: {v.value}" for name, v in data.user_failure_data.metadata.items()]
    elif data.error:
        lines.append(data.error.to_string())
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
