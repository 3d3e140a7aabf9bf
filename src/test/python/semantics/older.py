"""Where another Meltano answers otherwise: `older.py PYTHON [--write]`; the list is older.txt.

A line is a case, the number of a question and the path of a fact. Exit status: 0 as the list says and every line has
one of the causes, 1 not, 2 Meltano cannot be asked.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import cases

LIST = Path(__file__).with_name("older.txt")
# They name the version, or word an error.
SKIPPED = {"meltano", "message", "instruction", "warnings", "MELTANO_USER_AGENT"}

# What 4.4.1 does otherwise than 4.2.2, with the lines that come of it.
CAUSES = {
    "mappers have the extra _log_parser": r"\S+ \d+ .*(/mappers/|MAP_\w+__LOG_PARSER|/_log_parser)",
    "a target sees the extra of the mapper": r"appendix-c-log-parser .*/loaders/target-y/config",
    "MELTANO_USER_AGENT carries the version": r"appendix-c-log-parser .*USER_AGENT|appendix-c-log-parser .*user_agent",
    "a dot after a backslash is a dot of the name": r"(appendix-c-escaped-dots|trap-26-metadata) ",
    "--env-file is kept in an environment": r"(appendix-c-env-file|trap-53-env-file) ",
    "a child gets the env of its parent": (
        r"(appendix-c-inherited-env|trap-10-inherit-from|random-environment-nulls|random-config-shapes) .*"
        r"(tap-child|tap-grandchild|tap-b|tap-of-env)|sec13-block-environment .*tap-x--child"
    ),
}


def cause(line):
    """The cause of a line, or that it has none."""
    return next((name for name, lines in CAUSES.items() if re.match(lines, line)), "no cause")


def leaves(node, path=()):
    """Every leaf with its path; the items of a list by their names, where they have one."""
    if isinstance(node, dict) and node:
        for key, value in node.items():
            if key not in SKIPPED:
                yield from leaves(value, (*path, key))
    elif isinstance(node, list) and node:
        for index, value in enumerate(node):
            name = value.get("id") or value.get("where") if isinstance(value, dict) else None
            yield from leaves(value, (*path, name or str(index)))
    else:
        yield "/".join(path), node


def differences(chosen, python):
    for case, answers in zip(chosen, cases.ask(chosen, python), strict=True):
        for number, (recorded, older) in enumerate(zip(case.expected, answers, strict=True)):
            ours, theirs = dict(leaves(recorded)), dict(leaves(older))
            for path in sorted({*ours, *theirs}):
                if ours.get(path, "<absent>") != theirs.get(path, "<absent>"):
                    yield f"{case.name} {number} {path}"


def main(python, *options):
    if not cases.can_ask(Path(python)):
        print(f"older: {python} and {cases.ORACLE} are needed", file=sys.stderr)
        return 2
    found = list(differences(cases.all_cases(), Path(python)))
    if "--write" in options:
        LIST.write_text("".join(f"{line}\n" for line in found))
    listed = LIST.read_text().splitlines()
    for line in sorted({*found} - {*listed}):
        print(f"not in the list: {line}")
    for line in sorted({*listed} - {*found}):
        print(f"no longer so: {line}")
    causes = Counter(map(cause, found))
    for name, lines in causes.items():
        print(f"older: {lines} lines: {name}")
    print(f"older: {len(found)} differences in {len({x.split()[0] for x in found})} cases")
    return 0 if found == listed and "no cause" not in causes else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
