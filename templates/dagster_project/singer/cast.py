"""From the text of a variable to the kind of a setting, and back to a text."""

import ast
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from dagster_project.singer.dates import to_iso
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import Setting
from dagster_project.singer.names import nest

_TRUE = frozenset({"true", "1", "yes", "on"})
_Parsed = TypeVar("_Parsed")


def truthy(text: str) -> bool:
    """Whether Meltano takes a text as true; everything it does not know is false."""
    return text.lower() in _TRUE


def cast(setting: Setting, value: object) -> object:
    """`value` in the kind of the setting; only texts are converted.

    Raises:
        KitError: the text cannot be converted, or is none of the setting's options.
    """
    if isinstance(value, date):
        value = value.isoformat()
    if isinstance(value, str):
        converter = _CONVERTERS.get(setting.kind or "")
        if converter:
            value = converter(setting, value)
    if value is not None and setting.kind == "options" and value not in setting.options:
        choices = ", ".join(f"`{option}`" for option in setting.options)
        raise KitError(
            f"the value of the setting `{setting.name}` is not one of its options",
            f"Choose one of {choices}.",
        )
    return _process(setting, setting.processor, value)


def post_process(setting: Setting, value: object) -> object:
    """`value` as the plugin's configuration file has it."""
    if value is None:
        return None
    if setting.post_processor is None and setting.kind == "date_iso8601":
        return to_iso(value, setting.name) if isinstance(value, str) else value
    value = _process(setting, setting.post_processor, value)
    # A decimal that came from a variable: JSON has no other number for it.
    return float(value) if isinstance(value, Decimal) else value


def stringify(setting: Setting, value: object) -> str:
    """`value` as an environment variable has it."""
    if isinstance(value, str):
        return value
    if setting.kind in (None, "string", "decimal"):
        return str(value)
    return json.dumps(value, default=str)


def _integer(setting: Setting, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise _not_a(setting, "an integer") from None


def _decimal(setting: Setting, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _not_a(setting, "a decimal number") from None


def _object(setting: Setting, text: str) -> dict[str, object]:
    return dict(_literal(setting, text, Mapping, "a JSON object"))


def _array(setting: Setting, text: str) -> list[object]:
    return list(_literal(setting, text, Sequence, "a JSON array"))


def _literal(setting: Setting, text: str, expected: type[_Parsed], what: str) -> _Parsed:
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError:
        try:
            parsed = ast.literal_eval(text)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            raise _not_a(setting, what) from None
    if not isinstance(parsed, expected):
        raise _not_a(setting, what)
    return parsed


def _not_a(setting: Setting, what: str) -> KitError:
    return KitError(
        f"the value of the setting `{setting.name}` is not {what}",
        f"Its kind is {setting.kind}; correct the variable or the line of meltano.yml.",
    )


_CONVERTERS: Mapping[str, Callable[[Setting, str], object]] = {
    "boolean": lambda _, text: truthy(text),
    "integer": _integer,
    "decimal": _decimal,
    "object": _object,
    "array": _array,
}


def _process(setting: Setting, processor: str | None, value: object) -> object:
    if processor is None or value is None:
        return value
    if processor == "upcase_string" and isinstance(value, str):
        return value.upper()
    if processor == "nest_object" and isinstance(value, Mapping):
        return nest({str(key): item for key, item in value.items()})
    if processor == "stringify":
        return value if isinstance(value, str) else json.dumps(value, default=str)
    if processor == "parse_date" and isinstance(value, str):
        return to_iso(value, setting.name)
    raise KitError(
        f"the setting `{setting.name}` cannot be processed: "
        f"`{processor}` does not take a {type(value).__name__}",
        "Correct its value or its definition in meltano.yml.",
    )
