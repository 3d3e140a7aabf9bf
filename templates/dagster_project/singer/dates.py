"""Dates of settings: ISO 8601 as it is, a relative date against the clock.

Meltano hands everything that is not ISO 8601 to the library dateparser. The forms that projects
use are understood here in the same way; for any other one dateparser is taken when it is installed
beside Dagster.
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
_YEAR_MONTH = re.compile(r"^(\d{4})(?:-(0[1-9]|1[0-2]))?$")
_TIME = r"(?:[t ](\d{1,2}):(\d{2})(?::(\d{2}))?)?"
_YEAR_FIRST = re.compile(rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}$")
_YEAR_LAST = re.compile(rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}$")
_EPOCH = re.compile(r"^(\d{10})(\d{3})?$")
_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MONTH_FIRST = re.compile(rf"^{_NAME}(?: (\d{{1,2}})(?:st|nd|rd|th)?)?,? (\d{{4}})$")
_DAY_FIRST = re.compile(rf"^(\d{{1,2}})(?:st|nd|rd|th)? {_NAME},? (\d{{4}})$")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NEXT = re.compile(r"^(last|next) (week|month|year)$")
_DAYS = {"now": 0, "today": 0, "yesterday": -1, "tomorrow": 1}
# Short units have no plural, and `w` stands right after its number.
_UNIT = r"((?:second|sec|minute|min|hour|hr|day|week|month|year)s?|h|d|wk|(?<=\d)w|mo|yr|y)"
_COUNT = r"(\d+|(?:an?|one)(?=\s))"
_STEP = re.compile(rf"{_COUNT}\s*{_UNIT}\b\s*(?:,|and\b)?\s*")
_RELATIVE = re.compile(
    rf"^(?P<ahead>-|in\s+)?(?P<steps>(?:{_COUNT}\s*{_UNIT}\b\s*(?:,|and\b)?\s*)+)"
    r"(?P<end>ago|from now)?$"
)
# A unit by its first letters: seconds, or months for those that have no fixed length.
_SECONDS = {"s": 1, "mi": 60, "h": 3600, "d": 86400, "w": 604800}
_MONTHS = {"mo": 1, "y": 12}


def to_iso(text: str, name: str, now: datetime | None = None) -> str:
    """`text` when it is ISO 8601, else the date it means, as ISO 8601.

    Args:
        text: "2024-01-02", "3 days ago", "in 2 weeks", "next month", "2024-05" (today's day then),
            "01/31/2024", "31.1.2024 10:30", "Jan 31, 2024", seconds since 1970.
        name: the setting, for the error.
        now: what relative dates count from; default the clock, in UTC.

    Raises:
        KitError: the text is none of these and dateparser is not installed.
    """
    if _ISO.match(text) or not text.strip():
        return text
    base = (now or datetime.now(tz=timezone.utc)).replace(tzinfo=None)
    words = text.strip().lower()
    try:
        date = _relative(words, base) or _absolute(words, base)
    except (ValueError, OverflowError):
        # There is no such day.
        return text
    return date.isoformat() if date else _by_dateparser(text, name, base)


def _relative(words: str, base: datetime) -> datetime | None:
    if words in _DAYS:
        return base + timedelta(days=_DAYS[words])
    if match := _NEXT.match(words):
        return _shift(base, f"1 {match[2]}", 1 if match[1] == "next" else -1)
    match = _RELATIVE.match(words)
    ahead = (match["ahead"] or "").startswith("in") if match else False
    if not match or (ahead and match["end"]):
        return None
    return _shift(base, match["steps"], 1 if ahead or match["end"] == "from now" else -1)


def _absolute(words: str, base: datetime) -> datetime | None:
    if match := _YEAR_MONTH.match(words):
        return _day(int(match[1]), int(match[2] or base.month), base.day)
    if match := _EPOCH.match(words):
        seconds = datetime.fromtimestamp(int(match[1]), tz=timezone.utc).replace(tzinfo=None)
        return seconds + timedelta(milliseconds=int(match[2] or 0))
    if match := _YEAR_FIRST.match(words):
        year, month, day, *time = (int(part or 0) for part in match.groups())
        return _at(year, month, day, time)
    if match := _YEAR_LAST.match(words):
        month, day, year, *time = (int(part or 0) for part in match.groups())
        return _at(year, month, day, time)
    if match := _MONTH_FIRST.match(words):
        year, month = int(match[3]), _NAMES.index(match[1]) + 1
        return datetime(year, month, int(match[2])) if match[2] else _day(year, month, base.day)
    if match := _DAY_FIRST.match(words):
        return datetime(int(match[3]), _NAMES.index(match[2]) + 1, int(match[1]))
    return None


def _at(year: int, month: int, day: int, time: list[int]) -> datetime:
    """Month and day are the other way round when the first is no month."""
    month, day = (day, month) if month > 12 else (month, day)
    hour, minute, second = time
    return datetime(year, month, day, hour, minute, second)


def _shift(base: datetime, steps: str, sign: int) -> datetime:
    for number, unit in _STEP.findall(steps):
        count = sign * (int(number) if number.isdigit() else 1)
        key = unit[:2] if unit[:2] in ("mi", "mo") else unit[:1]
        if key in _MONTHS:
            months = base.year * 12 + base.month - 1 + count * _MONTHS[key]
            day = _day(months // 12, months % 12 + 1, base.day)
            base = base.replace(year=day.year, month=day.month, day=day.day)
        else:
            base += timedelta(seconds=count * _SECONDS[key])
    return base


def _day(year: int, month: int, day: int) -> datetime:
    """The day of a month, or its last one when it is shorter."""
    return datetime(year, month, min(day, monthrange(year, month)[1]))


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
