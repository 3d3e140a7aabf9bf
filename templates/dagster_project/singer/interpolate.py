"""The variables of a job over those of its surroundings, with references as a shell has them."""

import re
from collections.abc import Callable, Mapping

_REFERENCE = re.compile(
    r"\$(?:(?P<dollar>\$)|(?P<plain>[A-Za-z_]\w*)"
    r"|\{(?P<name>[A-Za-z_]\w*)(?:(?P<operator>:?-)(?P<default>[^{}]*))?\})"
)


def overlaid(env: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """The surroundings of a run under its variables.

    A variable may refer to others of the run, in any order; one that refers to itself gets the
    value of the surroundings.

    Args:
        env: the variables of the run, raw.
        environ: the surroundings: the process, `.env`, the schedule.
    """
    return {**environ, **{name: _value(name, env, environ, ()) for name in env}}


def interpolate(text: str, environ: Mapping[str, str]) -> str:
    """A text with its references replaced; those to variables that are not set are empty."""
    return _replaced(text, environ.get)


def _value(
    name: str, env: Mapping[str, str], environ: Mapping[str, str], users: tuple[str, ...]
) -> str:
    def look_up(other: str) -> str | None:
        if other in env and other != name and other not in users:
            return _value(other, env, environ, (*users, name))
        return environ.get(other)

    return _replaced(env[name], look_up)


def _replaced(text: str, look_up: Callable[[str], str | None]) -> str:
    def value(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        found = look_up(match["plain"] or match["name"])
        if found or (found is not None and match["operator"] != ":-"):
            return found
        return (match["default"] or "").replace("$$", "$")

    return _REFERENCE.sub(value, text)
