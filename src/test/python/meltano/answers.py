"""Ask the real Meltano what src/test/resources/meltano/*.json wants to know.

    ~/.cache/m2d/meltano-4.4.1/bin/python src/test/python/meltano/answers.py [TOPIC ...]

Each file is a list of `{"ask": ..., "answer": ...}`; the answers are filled in anew. An answer is
`{"error": true}` where Meltano refuses. Values are told as Python's `repr` of plain types, so that
a text and a number, an integer and a float stay apart; dates are texts in ISO form.
"""

from __future__ import annotations

import datetime
import decimal
import fnmatch
import io
import json
import logging
import os
import shlex
import sys
import tempfile
import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "meltano"


def plain(value: Any) -> Any:
    """Turn a value of the YAML reader into plain types."""
    if isinstance(value, dict):
        return {str(k) if k is not None else "": plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, decimal.Decimal):
        return value
    if isinstance(value, float):
        return float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def yaml(ask: str) -> str:
    from meltano.core.yaml import yaml as reader

    return repr(plain(reader.load(io.StringIO(ask))))


def yaml_scalar(ask: str) -> str:
    from meltano.core.yaml import yaml as reader

    return repr(plain(reader.load(io.StringIO(f"v: {ask}\n"))["v"]))


def dotenv(ask: dict) -> dict:
    from dotenv import dotenv_values

    kept = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(ask.get("process", {}))
        found = dotenv_values(stream=io.StringIO(ask["text"]))
    finally:
        os.environ.clear()
        os.environ.update(kept)
    return {k: v for k, v in found.items() if v is not None}


def expansion(ask: dict) -> str:
    from meltano.core.utils import EnvVarMissingBehavior, expand_env_vars

    missing = EnvVarMissingBehavior.use_empty_str
    if ask.get("strict"):
        missing = EnvVarMissingBehavior.raise_exception
    return expand_env_vars(ask["text"], ask["variables"], if_missing=missing)


def casting(ask: dict) -> str:
    from meltano.core.setting_definition import SettingDefinition

    options = [{"value": o, "label": o} for o in ask.get("options", [])]
    setting = SettingDefinition(name="s", kind=ask["kind"], options=options)
    return repr(plain(setting.cast_value(ask["value"])))


def split(ask: str) -> list[str]:
    return shlex.split(ask)


def cron(ask: str) -> str | None:
    from meltano.core.schedule import Schedule

    return Schedule(name="s", interval=ask).cron_interval


def glob(ask: dict) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ask["files"]:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
        found = [os.path.relpath(p, root) for p in root.glob(ask["pattern"])]
        return sorted(found)


def matches(ask: dict) -> bool:
    return fnmatch.fnmatchcase(ask["text"], ask["pattern"])


def pattern(ask: str) -> dict:
    from meltano.core.plugin.singer.catalog import SelectPattern

    found = SelectPattern.parse(ask)
    return {
        "stream": found.stream_pattern,
        "property": found.property_pattern or None,
        "negated": found.negated,
    }


def catalog(ask: dict) -> dict:
    """Say which properties a tap sends after the rules, as `SingerTap.apply_catalog_rules` does."""
    from meltano.core.plugin.singer import catalog as c
    from meltano.core.plugin.singer.tap import config_metadata_rules, config_schema_rules
    from meltano.core.utils import flatten

    found = deepcopy(json.loads((FOLDER / "catalog.discovered").read_text()))
    schema = config_schema_rules(ask.get("schema", {}))
    if schema:
        c.visit(found, c.SchemaExecutor(schema))
    rules = [
        *c.select_metadata_rules(["!*.*"]),
        *c.select_metadata_rules(ask.get("select", ["*.*"])),
        *config_metadata_rules(flatten(ask.get("metadata", {}), reducer="dot")),
        *c.select_filter_metadata_rules(ask.get("select_filter", [])),
    ]
    c.visit(found, c.MetadataExecutor(rules))
    listed = c.ListSelectedExecutor()
    c.visit(found, listed)
    return {k: sorted(v) for k, v in sorted(listed.selected_properties.items())}


TOPICS = {
    "yaml": yaml,
    "yaml-scalar": yaml_scalar,
    "dotenv": dotenv,
    "expansion": expansion,
    "casting": casting,
    "shlex": split,
    "cron": cron,
    "glob": glob,
    "fnmatch": matches,
    "select-pattern": pattern,
    "catalog": catalog,
}


def answer(topic: str, ask: Any) -> Any:
    try:
        return TOPICS[topic](ask)
    except Exception:  # Whatever Meltano raises is its refusal.
        return {"error": True}


def main(topics: list[str]) -> None:
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable()
    warnings.showwarning = lambda *_: None
    for topic in topics or TOPICS:
        file = FOLDER / f"{topic}.json"
        cases = json.loads(file.read_text(encoding="utf-8"))
        lines = [
            json.dumps({"ask": case["ask"], "answer": answer(topic, case["ask"])}) for case in cases
        ]
        file.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
        print(f"{topic}: {len(lines)}")


if __name__ == "__main__":
    main(sys.argv[1:])
