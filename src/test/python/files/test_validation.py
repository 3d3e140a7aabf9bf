"""The type of a stream's frames, and the tally."""

import pandas as pd
import pytest
from dagster_project.files.model import Chunk, Header, Mode, Rejected
from dagster_project.files.parsing import header_of, read
from dagster_project.files.validation import Tally, checked, frame_type
from dagster_project.singer.errors import KitError
from made import candidate, source

HEADER = Header(("id", "b"), ("id", "b"))


def check(rows, mode=Mode.STRICT, columns=("id", "b")):
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    kind = frame_type(source("id"), HEADER, mode)
    return list(checked([Chunk(frame, list(range(2, len(frame) + 2)))], kind))


@pytest.mark.parametrize("mode", list(Mode))
def test_what_the_reader_gives_is_of_the_type(mode, tmp_path):
    found = candidate(tmp_path / "a.csv", "id,b\n1,\n2,NULL\n")
    of = source("id", add_metadata_columns=True)
    header = header_of(found, of)
    chunks = read(found, of, header, mode, None)
    [chunk] = checked(chunks, frame_type(of, header, mode))
    assert len(chunk) == 2


def test_as_meltano_keys_may_be_empty_and_values_missing():
    assert check([["", None]], Mode.AS_MELTANO)


@pytest.mark.parametrize(
    ("rows", "more", "message"),
    [
        ([["1", 2]], {}, "integer, not text"),
        ([[None, "2"]], {}, "a key is missing"),
        ([[None, "2"]], {"mode": Mode.AS_MELTANO}, "a key is missing"),
        ([["", "2"]], {}, "a key is empty"),
        ([[" ", "2"]], {"mode": Mode.QUARANTINE}, "a key is empty"),
        ([["1", "2"]], {"columns": ("b", "id")}, "[Ee]xpected"),
        ([["1", "2", "3"]], {"columns": ("id", "b", "c")}, "[Ee]xpected"),
    ],
)
def test_what_is_not_of_the_type(rows, more, message):
    with pytest.raises(KitError, match=message) as raised:
        check(rows, **more)
    assert raised.value.message.startswith("lines 2 to ")


def test_names_of_types_are_words():
    assert frame_type(source("id"), HEADER, Mode.STRICT).key == "rows_rows"


def test_tally():
    tally = Tally()
    for line in range(2, 10):
        tally(Rejected(line, "a blank line", ()))
    tally(Rejected(3, "a NUL", ("x",)))
    assert tally.total == 9
    assert tally.lines() == ["a blank line: 8 (lines 2, 3, 4, 5, 6, …)", "a NUL: 1 (line 3)"]
    assert len(tally.examples["a blank line"]) == 5
