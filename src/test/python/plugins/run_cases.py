"""Runs a tap many times in one Python: `run_cases.py NAME FOLDER...`, with the Python of the tap's environment.

In each folder the tap runs twice, with config.json and with --discover as well; NAME.messages and NAME.catalog take standard
output, NAME.exits the two exit statuses. Each run is a fork, as the import of the SDK takes longer than all runs together.
"""

import os
import sys
import traceback
from pathlib import Path

from tap_csv.tap import TapCSV


def run(output: Path, *arguments: str) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT)
    os.dup2(descriptor, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    status = 1
    try:
        TapCSV.cli(["--config", "config.json", *arguments])
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


name, *folders = sys.argv[1:]
for folder in folders:
    os.chdir(folder)
    exits = [run(Path(f"{name}.messages")), run(Path(f"{name}.catalog"), "--discover")]
    Path(f"{name}.exits").write_text(f"{exits}\n")
