"""Secrets in logs, and logs that are too much."""

import itertools
import os
from pathlib import Path

import pytest
from dagster_project.singer.logs import LAST_LINES, LogLines
from dagster_project.singer.redact import Redactor

SECRET = 'p"ä ss/w\\ord'


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        'p\\"\\u00e4 ss/w\\\\ord',
        'p\\"ä ss/w\\\\ord',
        "p%22%C3%A4%20ss%2Fw%5Cord",
        "p%22%C3%A4+ss%2Fw%5Cord",
    ],
)
def test_a_secret_in_all_its_forms(text: str) -> None:
    assert Redactor([SECRET]).text(f"before {text} after") == "before *** after"


def test_each_line_of_a_key_is_a_secret() -> None:
    redactor = Redactor(["-----BEGIN KEY-----\nabcdefgh\nijklmnop\n-----END KEY-----"])

    assert redactor.text("line: ijklmnop") == "line: ***"


def test_short_values_are_left_alone() -> None:
    assert Redactor(["1", "", "abc"]).text("1 abc") == "1 abc"


def test_values_that_hold_a_secret() -> None:
    redactor = Redactor([SECRET])

    assert redactor.holds_secret({"a": [{"b": f"x{SECRET}y"}]})
    assert not redactor.holds_secret({"a": 1})
    assert not Redactor().holds_secret(SECRET)


class Sink:
    """A descriptor that keeps what is written to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)

    @property
    def text(self) -> str:
        return self.path.read_bytes().decode()


@pytest.fixture
def sink(tmp_path: Path) -> Sink:
    return Sink(tmp_path / "log")


# Byte by byte only once: it takes long.
SIZES_AND_PLACES = [(1, 0), *itertools.product([10, 70_000], [0, 65_530, 65_536 - 5, 200_000])]


@pytest.mark.parametrize(("size", "before"), SIZES_AND_PLACES)
def test_a_secret_is_hidden_wherever_a_long_line_is_cut(sink: Sink, size: int, before: int) -> None:
    log = LogLines("tap", Redactor(["correct horse battery"]), sink.descriptor)
    data = b"x" * before + b"correct horse battery" + b"y" * 100_000 + b"\nend\n"
    for start in range(0, len(data), size):
        log.feed(data[start : start + size])
    log.finish()

    text = sink.text.replace("\ntap | ", "")
    assert "horse" not in text
    assert text.count("***") == 1
    assert text.count("x") == before
    assert text.count("y") == 100_000


def test_lines_have_the_name_of_the_plugin(sink: Sink) -> None:
    log = LogLines("tap-x", Redactor(), sink.descriptor)
    log.feed(b"one\ntwo")
    log.feed(b" three\n\nfo\xffur")
    log.finish()

    assert sink.path.read_bytes() == (
        b"tap-x | one\ntap-x | two three\ntap-x | \ntap-x | fo\xffur\n"
    )
    assert list(log.last)[:2] == ["one", "two three"]


def test_only_the_last_lines_are_kept(sink: Sink) -> None:
    log = LogLines("tap", Redactor(), sink.descriptor)
    for number in range(1_000):
        log.feed(f"line {number} {'z' * 5_000}\n".encode())

    assert len(log.last) == LAST_LINES
    assert log.last[-1].startswith("line 999")
    assert max(map(len, log.last)) <= 2_000


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    log = LogLines("tap", Redactor(), 9_999)
    log.feed(b"line\n")

    assert log.text() == "line"
