"""Small generated projects for tests: only what a test is about has to be written."""

import json

import pytest
from dagster_project.singer.project import Project
from dagster_project.singer.settings import resolve

PROCESS = {"PATH": "/usr/bin:/bin", "HOME": "/home/tester", "LANG": "C.UTF-8"}


def setting(name, *, prefix="TAP_X", verb="EXTRACT", **keys):
    """A setting of tap-x: its own variable first, then what the test gives."""
    suffix = "".join(c if c.isalnum() else "_" for c in name).upper()
    sources = [{"variables": [f"{prefix}_{suffix}"]}]
    for layer in ("environments", "value", "default"):
        if layer in keys:
            sources.append({layer: keys.pop(layer)})
    return {
        "sources": sources,
        "exports": [f"{prefix}_{suffix}", f"MELTANO_{verb}_{suffix}"],
        **keys,
    }


def plugin(name="tap-x", plugin_type="extractors", settings=None, **keys):
    """A plugin's file; `settings` is name -> keys of `setting`."""
    prefix = name.upper().replace("-", "_")
    verb = {"extractors": "EXTRACT", "loaders": "LOAD", "mappers": "MAP"}.get(
        plugin_type, "UTILIZE"
    )
    known, extras = {}, {}
    for key, value in (settings or {}).items():
        place = extras if key.startswith("_") else known
        place[key] = setting(key, prefix=prefix, verb=verb, **value)
    return {
        "schema_version": 1,
        "type": plugin_type,
        "name": name,
        "namespace": name.replace("-", "_"),
        "variant": "default",
        "parent": None,
        "package": {"pip_url": None, "python": None, "venv": None},
        "executable": name,
        "working_directory": "project",
        "capabilities": ["catalog", "discover", "state"],
        "settings": known,
        "extras": extras,
        **keys,
    }


class Builder:
    """Writes a generated project below a folder, and loads it."""

    def __init__(self, folder):
        self.output = folder / "out"
        self.root = folder / "meltano"
        self.root.mkdir(parents=True)
        self.write("project", {})

    def write(self, name, data):
        path = self.output / "plugins" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == "project":
            data = {
                "schema_version": 1,
                "project": {"name": "test"},
                "default_environment": None,
                "environments": {"dev": {}, "prod": {}},
                **data,
            }
        path.write_text(json.dumps(data))

    def add(self, *plugins):
        for data in plugins:
            self.write(f"{data['type']}/{data['name']}", data)
        return self

    def load(self, environment=None, **variables):
        process = {**PROCESS, **variables}
        if environment:
            process["MELTANO_ENVIRONMENT"] = environment
        return Project.load(self.output, self.root, process)

    def resolve(self, settings=None, environment=None, variables=None, **keys):
        """One tap with these settings, resolved."""
        self.add(plugin(settings=settings, **keys))
        project = self.load(environment, **(variables or {}))
        return resolve(project, project.plugin("extractors", "tap-x"))


@pytest.fixture
def built(tmp_path):
    """An empty project to add plugins to."""
    return Builder(tmp_path)
