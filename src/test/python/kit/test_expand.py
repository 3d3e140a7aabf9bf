"""Table 3.5 of Meltano's semantics."""

import pytest
from dagster_project.singer.errors import KitError
from dagster_project.singer.expand import expand

ENV = {"A": "va", "B": "vb", "term": "xterm", "EMPTY": "", "OTHER": "$A"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("$A", "va"),
        ("${A}", "va"),
        ("x${NOPE}y", "xy"),
        ("$NOPE", ""),
        ("$EMPTY", ""),
        ("$$A", "$va"),
        (r"\$A and \${B}", "$A and ${B}"),
        ("$term", "$term"),
        ("${term}", "xterm"),
        ("foo$r$6$bar", "foo$r$6$bar"),
        ("$1 ${A:-b} ${A.b} $(cmd)", "$1 ${A:-b} ${A.b} $(cmd)"),
        ("$A_B", ""),
        ("$Ab", "vab"),
        ("$OTHER", "$A"),
        (["$NOPE", "x$NOPE", 3], ["", "x", 3]),
        ({"$A": "$A", "deep": {"l": ["$B"]}}, {"$A": "va", "deep": {"l": ["vb"]}}),
        (5, 5),
        (None, None),
        (True, True),
    ],
)
def test_expansion(raw, expected):
    assert expand(raw, ENV) == expected


def test_strict_names_the_variable_and_takes_an_empty_one():
    assert expand("$EMPTY", ENV, strict=True) == ""
    with pytest.raises(KitError, match="`NOPE` is referenced but not set"):
        expand(["$A", "$NOPE"], ENV, strict=True)
