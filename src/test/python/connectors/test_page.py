"""docs/native-files.md names cases that there are."""

import fnmatch
import re

import cases

PAGE = cases.REPOSITORY / "docs" / "native-files.md"
ROW = re.compile(r"^\|.*\|(.*)\|$", re.MULTILINE)


def test_each_case_on_the_page_is_there() -> None:
    names = [case.name for case in cases.cases()]
    told = re.findall(r"`([^`]+)`", " ".join(ROW.findall(PAGE.read_text())))
    assert len(told) > 50
    assert [pattern for pattern in told if not fnmatch.filter(names, pattern)] == []


def test_each_case_is_recorded() -> None:
    assert [case.name for case in cases.cases() if not case.recorded()] == []
