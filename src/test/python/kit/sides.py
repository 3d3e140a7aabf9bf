"""One project on both sides: what the kit resolves, and what the oracle says."""

import json
import os
from datetime import datetime
from decimal import Decimal
from math import isfinite

import judge
import pytest
import yaml
from dagster_project.singer import cast
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.settings import resolve

HOME = "/home/tester"
# Files that Meltano itself writes for these two, which are no Singer plugins and not run by the kit.
OTHERS = ("orchestrators/airflow", "utilities/superset")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    real = cast.to_iso
    moment = datetime.fromisoformat(judge.NOW)
    monkeypatch.setattr(cast, "to_iso", lambda text, name: real(text, name, moment))


class Sides:
    """A project on both sides."""

    def __init__(self, root, described, document):
        self.root = root
        self.output, self.names = described
        self.variables = variables_of(root)
        self.document = document

    def load(self, environment):
        process = {"PATH": os.environ["PATH"], "HOME": HOME, "LANG": "C.UTF-8", **self.variables}
        chosen = {"MELTANO_ENVIRONMENT": environment or "null"}
        return Project.load(self.output, self.root, {**process, **chosen})

    def plain(self, value):
        """As the oracle prints it."""
        if isinstance(value, str):
            return value.replace(str(self.root.resolve()), "<PROJECT>").replace(HOME, "<HOME>")
        if isinstance(value, dict):
            return {k: self.plain(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.plain(v) for v in value]
        if isinstance(value, float) and not isfinite(value):
            return {"$float": str(value)}
        return {"$decimal": str(value)} if isinstance(value, Decimal) else value

    def differences(self):
        found, compared = [], 0
        for level in self.document["resolved"]:
            project = self.load(level["environment"])
            for name in (n for n in self.names if n not in OTHERS):
                theirs = level["plugins"][name]
                where = f"{level['environment']}: {name}"
                compared += 1
                try:
                    ours = resolve(project, project.plugin(*name.split("/", 1)))
                except KitError as e:
                    if not theirs.get("errors"):
                        found.append((where, "kit", str(e), None))
                    continue
                if theirs.get("errors"):
                    found.append((where, "meltano", None, theirs["errors"]))
                    continue
                found += [(where, *d) for d in self._plugin(ours, theirs, level["project_env"])]
        return found, compared

    def _plugin(self, ours, theirs, project_env):
        sides = {
            "config": (ours.config, theirs["config"]),
            "extras": (ours.extras, theirs["extras"]),
            "settings_env": (ours.exports, theirs["settings_env"]),
        }
        for what, (mine, real) in sides.items():
            mine = self.plain(mine)
            # The oracle leaves out what only Meltano itself reads.
            for key in {k for k in {*mine, *real} if "_mapping" not in k.lower()}:
                if mine.get(key, "-") != real.get(key, "-"):
                    yield f"{what}.{key}", mine.get(key, "-"), real.get(key, "-")
        env = self.plain(ours.process_env)
        for key, real in theirs["process_env"].items():
            if key != "VIRTUAL_ENV" and env.get(key) != real:
                yield f"process_env.{key}", env.get(key), real
        for key in project_env:
            if key not in env:
                yield f"project_env.{key}", None, project_env[key]
        for command, real in theirs["commands"].items():
            try:
                mine = self.plain(ours.argv(command))[1:]
            except KitError as e:
                mine = str(e)
            expected = real[1:] if isinstance(real, list) else real
            if mine != expected and not (isinstance(mine, str) and isinstance(real, dict)):
                yield f"command.{command}", mine, expected


def write(root, files):
    """Files of a project; what is no text becomes YAML."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        path.write_text(text)


def variables_of(root):
    """`variables.json` of a case: the process it runs in."""
    file = root / "variables.json"
    return json.loads(file.read_text()) if file.exists() else {}


def pipeline_differences(sides, environment, block):
    """Inside a block, where a target sees its tap, and a mapper runs with a mapping."""
    if block["type"] != "extract_load":
        return []
    project = sides.load(environment)
    upstream, found = {}, []
    for real in block["plugins"]:
        plugin = project.plugin(*real["id"].split("/", 1))
        ours = resolve(project, plugin, upstream=upstream, mapping=real.get("mapping"))
        if sides.plain(ours.config) != real["config"]:
            found.append((real["id"], sides.plain(ours.config), real["config"]))
        upstream = ours.pipeline_env()
    return found
