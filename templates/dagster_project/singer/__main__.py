"""`python -m dagster_project.singer`: install the plugins, look after catalogs and bookmarks."""

import argparse
import sys
from collections.abc import Sequence

from dagster_project.singer import state_cli
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; exit status 0 fine, 1 a KitError, 2 wrong use, 130 interrupted."""
    parsed = _parser().parse_args(arguments)
    try:
        _run(parsed)
    except (KitError, OSError) as e:
        sys.stderr.write(f"error: {e}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m dagster_project.singer", description="Plugins, catalogs and bookmarks."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    install = commands.add_parser("install", help="make the environments of taps, targets, mappers")
    install.add_argument("names", nargs="*", metavar="NAME", help="only these plugins")
    install.add_argument("--locked", action="store_true", help="the pins of requirements/")
    install.add_argument("--force", action="store_true", help="make every environment anew")
    install.add_argument(
        "--python",
        action="append",
        default=[],
        metavar="[NAME=]PYTHON",
        help="another Python (path or version) for a plugin, or for all; may be repeated",
    )
    catalog = commands.add_parser("catalog", help="the streams of a tap")
    actions = catalog.add_subparsers(dest="action", required=True)
    capture = actions.add_parser(
        "capture", help="discover, and keep the catalog in catalogs/ for all runs"
    )
    capture.add_argument("tap")
    state_cli.add_parser(commands)
    return parser


def _run(parsed: argparse.Namespace) -> None:
    project = Project.load()
    if parsed.command == "install":
        from dagster_project.singer.install import Options, install, parse_pythons

        options = Options(
            wanted=tuple(parsed.names),
            locked=parsed.locked,
            force=parsed.force,
            pythons=parse_pythons(parsed.python),
        )
        install(project, options, _tell)
    elif parsed.command == "catalog":
        from dagster_project.singer.discovery import capture

        path = capture(project, parsed.tap)
        _tell(f"the catalog is in {project.shown(path)}; run `m2d generate` to get its streams")
    else:
        state_cli.run(project, parsed)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
