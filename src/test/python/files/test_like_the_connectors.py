"""What is found and parsed equals what fixtures/connectors has of the real tap-csv, load by load."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest
from dagster_project.files.discovery import look
from dagster_project.files.model import Mode
from dagster_project.files.parsing import header_of, read
from dagster_project.files.sources import read_sources
from dagster_project.singer.errors import KitError

PLACE = Path(__file__).resolve().parents[1] / "connectors" / "cases.py"
SPEC = importlib.util.spec_from_file_location("connectors_cases", PLACE)
cases = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = cases
SPEC.loader.exec_module(cases)
CASES = {case.name: case for case in cases.cases()}
# Of the target; the tap's side is native.
OF_THE_TARGET = {"connection-tunnel", "flattening-key-length", "stream-maps-target"}


def parsed(load, folder):
    """Records of each stream, told as in expected.json."""
    found = {}
    extras = {f"_{name}": value for name, value in load.extras.items()}
    for source in read_sources(load.tap, extras, folder):
        candidates = look(source, folder).candidates
        header = header_of(candidates[0], source)
        records = []
        for candidate in candidates:
            for chunk in read(candidate, source, header, Mode.AS_MELTANO, None):
                records += [
                    {key: value for key, value in row.items() if value is not None}
                    for row in chunk.frame.to_dict("records")
                ]
        found[source.stream] = records
    return found


@pytest.mark.parametrize("name", CASES)
def test_as_recorded(name, tmp_path):
    case = CASES[name]
    for load, expected in zip(case.loads, case.expected, strict=True):
        folder = tmp_path / str(load.number)
        load.write(folder)
        fails = expected["tap"]["status"] != "ok" or "MissingKeyProp" in str(expected["target"])
        if fails or (case.not_native and name not in OF_THE_TARGET):
            with pytest.raises(KitError) as raised:
                parsed(load, folder)
            assert raised.value.advice
            return
        found = parsed(load, folder)
        # What is new in a later load has no place in the catalog that Meltano kept from the first.
        cached = load.number > 1 and bool(case.text.get("native_differs"))
        for stream, said in expected["streams"].items():
            told = as_recorded(found.pop(stream), case)
            if cached:
                known = expected["streams"][stream]["schemas"][0]["schema"]["properties"]
                told = [{k: v for k, v in record.items() if k in known} for record in told]
            assert cases.many("rows", told) == {"rows": said["rows"]}, stream
        assert cached or not found, "streams that the tap does not have"


def as_recorded(records, case):
    """The kit has all values as text; the tap has one number."""
    told = [
        {k: int(v) if k == "_sdc_source_lineno" else v for k, v in record.items()}
        for record in records
    ]
    return sorted(told, key=json.dumps) if case.text.get("any_order") else told
