"""Secrets that were moved out of the configuration, and the values that must not be seen.

A secret that stood in meltano.yml is `{$secret: NAME}` in `plugins/`; its text is in the variable
NAME, which the process has or `<output>/.env` gives.
"""

import re
from collections.abc import Iterable, Mapping

from dagster_project.singer.errors import KitError
from dagster_project.singer.redact import SHORTEST

MARK = "$secret"

_NAME = re.compile(
    r"(?i)(password|passwd|passphrase|secret|token|api_?key|access_?key|private_?key|credentials?"
    r"|webhooks?(_ur[il])?|(?<=_)(?<!pre_)(?<!post_)hook(_ur[il])?)"
    r"([^a-z]|$)"
)
IN_URL = re.compile(r"(://[^/@\s:]*:)([^/@\s]+)@")  # the second group is a password


def secret_name(raw: object) -> str | None:
    """The variable of `{$secret: NAME}`, None for any other value."""
    if isinstance(raw, Mapping) and len(raw) == 1 and isinstance(raw.get(MARK), str):
        return raw[MARK]
    return None


def names_in(raw: object) -> set[str]:
    """The variables of all secrets within a value."""
    name = secret_name(raw)
    if name is not None:
        return {name}
    if isinstance(raw, Mapping):
        return {name for value in raw.values() for name in names_in(value)}
    if isinstance(raw, list | tuple):
        return {name for value in raw for name in names_in(value)}
    return set()


def reveal(raw: object, environ: Mapping[str, str]) -> object:
    """`raw` with its secrets filled in.

    Raises:
        KitError: the variable of a secret is not set.
    """
    name = secret_name(raw)
    if name is not None:
        if name not in environ:
            raise KitError(
                f"the secret `{name}` is not set",
                f"Set the variable `{name}`, or add `{name}=…` to the .env of the Dagster project.",
            )
        return environ[name]
    if isinstance(raw, Mapping):
        return {key: reveal(value, environ) for key, value in raw.items()}
    if isinstance(raw, list):
        return [reveal(value, environ) for value in raw]
    return raw


def reveal_block(block: Mapping[str, object], environ: Mapping[str, str]) -> dict[str, str]:
    """An `env` block with its secrets filled in, every value a text, nulls left out."""
    revealed = {name: reveal(value, environ) for name, value in block.items() if value is not None}
    return {name: str(value) for name, value in revealed.items()}


def texts_of(value: object) -> Iterable[str]:
    """All texts within a value, and the numbers as texts."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from texts_of(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_of(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def to_mask(values: Iterable[object]) -> frozenset[str]:
    """What must not be seen: every text and number within the values that is worth hiding."""
    texts = (text for value in values for text in texts_of(value))
    return frozenset(text for text in texts if len(text) >= SHORTEST)


def secrets_among(environ: Mapping[str, str]) -> frozenset[str]:
    """What must not be seen of variables: those with a telling name, and passwords within URLs."""
    named = [value for name, value in environ.items() if _NAME.search(name)]
    return to_mask([*named, *(p for v in environ.values() for _, p in IN_URL.findall(v))])
