"""`python -m dagster_project.parallel_run`: run Meltano and this project side by side."""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from dagster_project.parallel_run import processes
from dagster_project.parallel_run.processes import SIGNALS
from dagster_project.parallel_run.scenarios import SCENARIOS
from dagster_project.singer.errors import KitError

DIFFERENT, INCONCLUSIVE, INTERRUPTED = 5, 6, 130
MODES = ("replay", "live", "noise")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit status: the worst that `m2d compare` gave (0 equal, 5 different, 6 inconclusive);
        without `m2d` 6 when a side failed, else 0; 1 a KitError, 2 wrong use, 130 interrupted.
    """
    parsed = _parser().parse_args(arguments)
    # Also where the one who started this ignores Ctrl-C, as scripts do for what they put behind.
    for number in SIGNALS:
        signal.signal(number, _interrupt)
    try:
        return _run(parsed)
    except (KitError, OSError, subprocess.SubprocessError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m dagster_project.parallel_run",
        description="Run Meltano and this project on the same input, into places of their own.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    pair = commands.add_parser("pair", help="run both sides, write a bundle, have it compared")
    what = pair.add_mutually_exclusive_group()
    what.add_argument("--job", help="the job to run; may be left out when there is only one")
    what.add_argument("--pipeline", help="a pipeline alone: its name, or `tap target`")
    pair.add_argument(
        "--mode",
        choices=MODES,
        default="live",
        help="replay: both sides get what the tap said once; live: both run the tap; "
        "noise: live, with Meltano twice (default: live)",
    )
    pair.add_argument("--scenario", choices=SCENARIOS, default="full", help="default: full")
    pair.add_argument("--pairs", type=_count, default=1, metavar="N", help="that many, in turn")
    pair.add_argument(
        "--from",
        dest="start",
        choices=("nothing", "production"),
        default="nothing",
        help="scenario incremental: load once before, or go on from the bookmarks of production "
        "(which are only read) into an empty place (default: nothing, so load once before)",
    )
    pair.add_argument(
        "--between",
        metavar="COMMAND",
        help="modes live and noise, scenario incremental: run this after the first load, to "
        "change the source",
    )
    pair.add_argument(
        "--other-destination",
        action="store_true",
        help="run although this project is meant to write to another place than Meltano",
    )
    clean = commands.add_parser("clean", help="drop what parallel runs left at the destinations")
    clean.add_argument("--bundles", action="store_true", help="remove the bundles too")
    return parser


def _run(parsed: argparse.Namespace) -> int:
    from dagster_project.parallel_run.clean import clean

    if parsed.command == "clean":
        clean(_tell, bundles=parsed.bundles)
        return 0
    return _pairs(parsed)


def _pairs(parsed: argparse.Namespace) -> int:
    from dagster_project.parallel_run import figures
    from dagster_project.parallel_run.pair import Pairs
    from dagster_project.parallel_run.run import Wish

    wish = Wish(
        job=parsed.job,
        pipeline=parsed.pipeline,
        mode=parsed.mode,
        scenario=parsed.scenario,
        between=tuple(shlex.split(parsed.between or "")),
        start=parsed.start,
        other_destination=parsed.other_destination,
    )
    pairs, worst = Pairs(wish, _tell), 0
    for number in range(parsed.pairs):
        if parsed.pairs > 1:
            _tell(f"pair {number + 1} of {parsed.pairs}")
        worst = max(worst, _compare(pairs.run()), key=_severity)
        figures.rewrite(pairs.project.output)
    return worst


def _compare(bundle: Path) -> int:
    """Have a bundle compared where `m2d` is, else say how."""
    from dagster_project.parallel_run.bundle import ended_well

    named = shlex.split(os.environ.get("M2D", "m2d"))
    found = shutil.which(named[0]) if named else None
    if found is None:
        _tell(f"the bundle is {bundle}")
        _tell(f"compare it where m2d is: m2d compare {shlex.quote(str(bundle))}")
        return 0 if ended_well(bundle) else INCONCLUSIVE
    return processes.run([found, *named[1:], "compare", str(bundle)]).returncode


def _severity(status: int) -> int:
    """How bad a status is: an inconclusive pair less than a different one, an error most of all."""
    order = (0, INCONCLUSIVE, DIFFERENT)
    return order.index(status) if status in order else len(order)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("at least 1")
    return number


def _interrupt(*_: object) -> NoReturn:
    """End like Ctrl-C does, and let no second signal disturb the tidying."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
