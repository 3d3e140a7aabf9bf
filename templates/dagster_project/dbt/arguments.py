"""The command line of dbt, and what of it the kit has to know."""

from collections.abc import Iterable, Sequence

VERBS = (
    "build",
    "clean",
    "clone",
    "compile",
    "debug",
    "deps",
    "docs",
    "init",
    "list",
    "ls",
    "parse",
    "retry",
    "run",
    "run-operation",
    "seed",
    "show",
    "snapshot",
    "source",
    "test",
)
BUILDS = {"run": {"model"}, "seed": {"seed"}, "snapshot": {"snapshot"}}
REPORTS = frozenset({"build", "retry", "run", "seed", "snapshot", "test"})
REFRESHES = frozenset({"build", "run", "seed"})

_SELECTIONS = ("-s", "--select", "-m", "--model", "--models", "--exclude", "--selector")


def verb_of(arguments: Sequence[str]) -> str:
    """The subcommand of dbt in a command line; empty when there is none."""
    return next((word for word in arguments if word in VERBS), "")


def selects(arguments: Sequence[str]) -> bool:
    """Whether a command line has a selection of its own."""
    return any(word.split("=", 1)[0] in _SELECTIONS for word in arguments)


def with_selection(arguments: Sequence[str], selectors: Iterable[str]) -> list[str]:
    """The command line for these nodes only; one that has a selection of its own keeps that."""
    chosen = sorted(selectors)
    if not chosen or selects(arguments):
        return list(arguments)
    return [*arguments, "--select", *chosen]


def option(arguments: Sequence[str], name: str) -> str | None:
    """The value of `--name value` or `--name=value`; the last one counts."""
    value = None
    for index, word in enumerate(arguments):
        if word == name and index + 1 < len(arguments):
            value = arguments[index + 1]
        elif word.startswith(f"{name}="):
            value = word.partition("=")[2]
    return value
