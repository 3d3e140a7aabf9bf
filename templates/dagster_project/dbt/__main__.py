"""`python -m dagster_project.dbt prepare [PLUGIN ...]`: build the manifests of the dbt projects."""

import argparse
import sys

from dagster_project.dbt.prepare import prepare, projects
from dagster_project.singer.errors import KitError


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; exit code 0 fine, 1 the standard error says what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m dagster_project.dbt", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser(
        "prepare", help="install dbt packages when there are some, then parse into dbt/<plugin>/"
    )
    build.add_argument("plugins", nargs="*", metavar="PLUGIN", help="default: all")
    chosen = parser.parse_args(arguments)
    try:
        for project in projects(chosen.plugins):
            path = prepare(project, lambda line: print(line, file=sys.stderr))
            print(path)
    except KitError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
