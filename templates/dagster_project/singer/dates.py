"""Dates of settings: ISO 8601 as it is, a relative date against the clock.

Meltano hands everything that is not ISO 8601 to the library dateparser. The forms that projects use are understood
here in the same way; for any other one dateparser is taken when it is installed beside Dagster.
"""

import importlib
import re
from calendar import monthrange
from datetime import datetime, timedelta, timezone

from dagster_project.singer.errors import KitError

_ISO = re.compile(
    r"^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"(?:[ T]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d+))?)?"
    r"(Z|[+-](?:0\d|1[0-2]):(?:00|30))?$"
)
_YEAR_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")
_DAYS = {"now": 0, "today": 0, "yesterday": -1, "tomorrow": 1}
_UNIT = r"(second|sec|minute|min|hour|hr|day|week|month|year|yr)s?"
_STEP = re.compile(rf"(\d+|an?|one)\s*{_UNIT}\b\s*(?:,|and\b)?\s*")
_RELATIVE = re.compile(
    rf"^(?P<ahead>in\s+)?(?P<steps>(?:(?:\d+|an?|one)\s*{_UNIT}\b\s*(?:,|and\b)?\s*)+)(?P<ago>ago)?$"
)
_FACTORS = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600}


def to_iso(text: str, name: str, now: datetime | None = None) -> str:
    """`text` when it is ISO 8601, else the date it means, as ISO 8601.

    Args:
        text: "2024-01-02", "3 days ago", "yesterday", "in 2 weeks", "2024-05" (today's day of that month).
        name: the setting, for the error.
        now: what relative dates count from; default the clock, in UTC.

    Raises:
        KitError: the text is none of these and dateparser is not installed.
    """
    if _ISO.match(text):
        return text
    base = (now or datetime.now(tz=timezone.utc)).replace(tzinfo=None)
    words = text.strip().lower()
    if words in _DAYS:
        return (base + timedelta(days=_DAYS[words])).isoformat()
    if match := _YEAR_MONTH.match(words):
        year, month = int(match[1]), int(match[2])
        return datetime(year, month, min(base.day, monthrange(year, month)[1])).isoformat()
    match = _RELATIVE.match(words)
    if match and bool(match["ahead"]) != bool(match["ago"]):
        return _shift(base, match["steps"], 1 if match["ahead"] else -1).isoformat()
    return _by_dateparser(text, name, base)


def _shift(base: datetime, steps: str, sign: int) -> datetime:
    for number, unit in _STEP.findall(steps):
        count = sign * (int(number) if number.isdigit() else 1)
        if unit in _FACTORS:
            base += timedelta(seconds=count * _FACTORS[unit])
        elif unit in ("day", "week"):
            base += timedelta(days=count * (7 if unit == "week" else 1))
        else:
            base = _shift_months(base, count * (1 if unit == "month" else 12))
    return base


def _shift_months(base: datetime, months: int) -> datetime:
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    return base.replace(
        year=year, month=month + 1, day=min(base.day, monthrange(year, month + 1)[1])
    )


def _by_dateparser(text: str, name: str, base: datetime) -> str:
    try:
        dateparser = importlib.import_module("dateparser")
    except ImportError:
        raise KitError(
            f"the setting `{name}` holds a date that only the library dateparser understands",
            "Write it as ISO 8601 (2024-01-31) or as `3 days ago`, "
            "or install dateparser in the environment of Dagster.",
        ) from None
    parsed = dateparser.parse(text, settings={"RELATIVE_BASE": base.replace(tzinfo=timezone.utc)})
    return parsed.isoformat() if parsed else text
