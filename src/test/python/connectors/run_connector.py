"""Runs a connector many times in one Python: `run_connector.py MODULE CLASS LATER...`, with the Python of its environment.

Each line of standard input is a job, a JSON object: folder, arguments, stdin, stdout, stderr (files). The answer is a line with
the exit status. Each job is a fork that calls the connector's own entry, as the import of the SDK takes longer than all runs;
`LATER` are modules that the connector itself imports only when it is at work.
"""

import gc
import importlib
import json
import os
import sys
import traceback


def run(connector: type, job: dict) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        os.chdir(job["folder"])
        os.dup2(os.open(job["stdin"], os.O_RDONLY), 0)
        for number, name in ((1, "stdout"), (2, "stderr")):
            os.dup2(os.open(job[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
        connector.cli(job["arguments"])
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def main(module: str, name: str, *later: str) -> None:
    # Nothing of the jobs may lie in the buffers that a child inherits.
    jobs, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    connector = getattr(importlib.import_module(module), name)
    for other in later:
        importlib.import_module(other)
    # The collector would touch, and so copy, every page that a child shares with this process.
    gc.freeze()
    for line in jobs:
        print(run(connector, json.loads(line)), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
