"""`$NAME` and `${name}` in configuration, in Meltano's dialect.

`$NAME` takes upper-case letters, digits and underscores; `${name}` any word. Everything else stays
as written. A backslash before the dollar keeps the reference literal. A value that came from a
variable is not expanded again.
"""

import re
from collections.abc import Mapping

from dagster_project.singer.errors import KitError

_REFERENCE = re.compile(r"(?P<escape>\\)?\$(?:\{(?P<curly>\w+)\}|(?P<normal>[A-Z][A-Z0-9_]*))")


def expand(raw: object, env: Mapping[str, str], *, strict: bool = False) -> object:
    """`raw` with its references replaced, in lists and in values of maps too.

    A variable that is not set becomes an empty text.

    Raises:
        KitError: in strict mode, when a variable is not set.
    """
    if isinstance(raw, str):
        return expand_text(raw, env, strict=strict)
    if isinstance(raw, Mapping):
        return {key: expand(value, env, strict=strict) for key, value in raw.items()}
    if isinstance(raw, list):
        return [expand(value, env, strict=strict) for value in raw]
    return raw


def expand_text(raw: str, env: Mapping[str, str], *, strict: bool = False) -> str:
    """As `expand`, for a text."""

    def replacement(match: re.Match[str]) -> str:
        name = match["curly"] or match["normal"]
        if match["escape"]:
            return match[0][1:]
        if name in env:
            return env[name]
        if strict:
            raise KitError(
                f"the environment variable `{name}` is referenced but not set",
                f"Set `{name}`, or switch `ff.strict_env_var_mode` off.",
            )
        return ""

    return _REFERENCE.sub(replacement, raw)


def expand_block(
    block: Mapping[str, str], env: Mapping[str, str], *, strict: bool = False
) -> dict[str, str]:
    """As `expand`, for a block of variables."""
    return {name: expand_text(value, env, strict=strict) for name, value in block.items()}
