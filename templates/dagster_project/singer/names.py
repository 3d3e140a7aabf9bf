r"""Names of settings: variables, dotted paths, and trees made of them.

A dot nests, `\.` is a dot that belongs to the name.
"""

import re
from collections.abc import Mapping
from copy import deepcopy

from dagster_project.singer.errors import KitError

_UNESCAPED_DOT = re.compile(r"(?<!\\)\.")


def variable_name(*parts: str) -> str:
    """The name of an environment variable: `("tap-x", "a.b")` gives `TAP_X_A_B`."""
    return "_".join(re.sub(r"[^A-Za-z0-9]", "_", part).upper() for part in parts if part)


def flatten(tree: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Leaves by dotted name; lists and empty maps are leaves."""
    leaves: dict[str, object] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            leaves.update(flatten(value, f"{name}."))
        else:
            leaves[name] = value
    return leaves


def split_path(path: str) -> list[str]:
    r"""The parts of a dotted path, split at every dot that has no backslash before it."""
    return _UNESCAPED_DOT.split(path)


def unescape(name: str) -> str:
    r"""`s3\.url` gives `s3.url`."""
    return name.replace(r"\.", ".")


def nest(flat: Mapping[str, object], *, unescaped: bool = True) -> dict[str, object]:
    """A tree from dotted names; the first value of a name wins, null becomes an empty map.

    Raises:
        KitError: a name runs through another name that holds a text or a number.
    """
    tree: dict[str, object] = {}
    for path, value in flat.items():
        *initial, tail = split_path(path)
        place: object = tree
        for part in initial:
            place = _child(place, unescape(part) if unescaped else part, path)
        if not isinstance(place, dict):
            raise _not_a_map(path)
        place.setdefault(
            unescape(tail) if unescaped else tail, {} if value is None else deepcopy(value)
        )
    return tree


def _child(place: object, part: str, path: str) -> object:
    if not isinstance(place, dict):
        raise _not_a_map(path)
    return place.setdefault(part, {})


def _not_a_map(path: str) -> KitError:
    return KitError(
        f"the setting `{path}` cannot be nested: a part of its name holds a value of its own",
        "Write the value as one map, or as one JSON text, not as both.",
    )


def singer_config(flat: Mapping[str, object]) -> dict[str, object]:
    """The configuration file of a Singer plugin from its settings.

    Nulls are dropped, dotted names nest, and the names that were nested are removed at every depth.
    """
    tree = nest({k: v for k, v in flat.items() if v is not None}, unescaped=False)
    _drop_dotted(tree)
    return tree


def _drop_dotted(tree: dict[str, object]) -> None:
    for key, value in list(tree.items()):
        if _UNESCAPED_DOT.search(key):
            del tree[key]
            continue
        if r"\." in key:
            tree[unescape(key)] = tree.pop(key)
        if isinstance(value, dict):
            _drop_dotted(value)
