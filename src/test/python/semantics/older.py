"""Where another Meltano answers otherwise: `older.py PYTHON [--write]`; the list is older.txt.

A line is a case and the path of a fact. Exit status: 0 as the list says, 1 not, 2 Meltano cannot be asked.
"""

import sys
from pathlib import Path

import cases

LIST = Path(__file__).with_name("older.txt")
# They name the version, or word an error.
SKIPPED = {"meltano", "message", "instruction", "warnings", "MELTANO_USER_AGENT"}


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
    print(f"older: {len(found)} differences in {len({x.split()[0] for x in found})} cases")
    return 0 if found == listed else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
