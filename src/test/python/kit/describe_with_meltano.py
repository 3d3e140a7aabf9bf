"""Write a project as `plugins/*.yaml` says it, by asking the real Meltano; one JSON line a project on stdout.

Run with the Python of an environment that holds Meltano: `describe_with_meltano.py ORACLE PROJECT…`.
ORACLE is the file meltano-oracle, whose copy of the project and whose guards (no network, no hub) are used.
This is the test's stand-in for the Java side: the kit must come to the same values as Meltano with it.
"""

import importlib.util
import json
import os
import sys
import tempfile
from importlib.machinery import SourceFileLoader
from pathlib import Path


def main(oracle_file: str, *projects: str) -> None:
    spec = importlib.util.spec_from_loader("oracle", SourceFileLoader("oracle", oracle_file))
    oracle = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(oracle)
    oracle.import_meltano()
    for project in projects:
        # As the oracle: a process of its own for each, so that nothing of one reaches the next.
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                describe(oracle, project)
                sys.stdout.flush()
                status = 0
            finally:
                os._exit(status)
        if os.waitpid(child, 0)[1]:
            sys.exit(f"{project} cannot be described")


def describe(oracle, project_dir: str) -> None:
    with tempfile.TemporaryDirectory() as work:
        judge = oracle.Oracle({"project": project_dir}, Path(work))
        judge.prepare()
        document = Describer(judge.load(), judge).document()
        os.chdir("/")
    sys.stdout.write(json.dumps(document) + "\n")


class Describer:
    def __init__(self, project, judge) -> None:
        self.project, self.judge = project, judge
        self.file = project.config_service.current_meltano_yml
        self.environments = {}
        for environment in self.file.environments:
            self.environments.setdefault(environment.name, environment)

    def document(self):
        plugins = {}
        for plugin in self.project.plugins.plugins(ensure_parent=False):
            key = f"{plugin.type.value}/{plugin.name}"
            if not plugin.is_mapping() and key not in plugins:
                try:
                    self.project.plugins.ensure_parent(plugin)
                    plugins[key] = self.plugin(plugin)
                except Exception as e:
                    plugins[key] = {"error": f"{type(e).__name__}: {e}"}
        return {"project": self.whole(), "plugins": plugins}

    def whole(self):
        service = self.project.settings
        settings = {}
        for d in service.definitions():
            sources = [{"variables": [v.key for v in service.setting_env_vars(d)]}]
            value = service.flat_meltano_yml_config.get(d.name)
            if value is not None:
                sources.append({"value": self.plain(value)})
            if d.value is not None:
                sources.append({"default": self.plain(d.value)})
            settings[d.name] = {
                **self.kind(d),
                **self.processors(d),
                "sources": sources,
                "exports": sources[0]["variables"],
            }
        default = service.flat_meltano_yml_config.get("default_environment")
        return {
            "schema_version": 1,
            "project": {"name": "test", "id": None},
            "default_environment": default,
            "strict_variables": bool(service.flat_meltano_yml_config.get("ff.strict_env_var_mode")),
            "env": self.plain(self.file.env),
            "environments": {
                e.name: {"env": self.plain(e.env), "state_id_suffix": e.state_id_suffix}
                for e in self.environments.values()
            },
            "settings": settings,
            "schedules": {s.name: {"env": self.plain(s.env)} for s in self.file.schedules},
        }

    def plugin(self, plugin):
        from meltano.core.plugin.project_plugin import ProjectPlugin

        parent = plugin.parent if isinstance(plugin.parent, ProjectPlugin) else None
        settings, extras = {}, {}
        for definition in self.definitions(plugin):
            root = definition.name.split(".")[0]
            if root in ("_mappings", "_mapping_name", "_mapping"):
                continue
            place = extras if definition.is_extra else settings
            place[definition.name] = self.setting(plugin, definition)
        written = plugin.extra_config.get("_mappings") or []
        is_transformer = plugin.type.value == "transformers"
        return {
            "schema_version": 1,
            "type": plugin.type.value,
            "name": plugin.name,
            "namespace": plugin.namespace,
            "variant": plugin.variant or "default",
            "parent": parent.name if parent else None,
            "package": {
                "pip_url": plugin.pip_url,
                "python": plugin.python,
                "venv": f"{plugin.type.value}/{plugin.plugin_dir_name}" if plugin.pip_url else None,
            },
            "executable": plugin.executable,
            "working_directory": {"setting": "project_dir"} if is_transformer else "project",
            "capabilities": list(plugin.capabilities),
            "env": {
                "plugin": self.plain(plugin.env),
                "environments": {
                    name: self.plain(config.env) for name, config in self.configs(plugin).items()
                },
            },
            "settings": settings,
            "extras": extras,
            "mappings": {m["name"]: self.plain(m.get("config") or {}) for m in written},
            "commands": {
                name: {
                    "args": c.args or "",
                    "executable": c.executable,
                    "description": c.description,
                }
                for name, c in plugin.all_commands.items()
            },
        }

    def configs(self, plugin):
        found = {
            n: e.get_plugin_config(plugin.type, plugin.name) for n, e in self.environments.items()
        }
        return {name: config for name, config in found.items() if config is not None}

    def definitions(self, plugin):
        definitions = list(plugin.settings_with_extras)
        names = {d.name for d in definitions}
        for config in self.configs(plugin).values():
            for orphan in config.get_orphan_settings(plugin.settings_with_extras):
                if orphan.name not in names:
                    names.add(orphan.name)
                    definitions.append(orphan)
        return definitions

    def setting(self, plugin, definition):
        return {
            **self.kind(definition),
            **({"custom": True} if definition.is_custom else {}),
            **({"aliases": definition.aliases} if definition.aliases else {}),
            **self.processors(definition),
            "sources": self.sources(plugin, definition),
            "exports": [
                v.key
                for v in self.service(plugin).setting_env_vars(definition, for_writing=True)
                if not v.negated
            ],
        }

    def sources(self, plugin, definition):
        from meltano.core.plugin.project_plugin import ProjectPlugin
        from meltano.core.utils import flatten

        sources, owner = [], plugin
        keys = [definition.name, *definition.aliases]
        while True:
            mark = {} if owner is plugin else {"of": owner.name}
            if owner is plugin or any(
                d.name == definition.name for d in owner.settings_with_extras
            ):
                names = [v.key for v in self.service(owner).setting_env_vars(definition)]
                sources.append({"variables": names, **mark})
                values = {}
                for name, config in self.configs(owner).items():
                    flat = flatten(config.config_with_extras, "dot")
                    found = next((flat[k] for k in keys if flat.get(k) is not None), None)
                    if found is not None:
                        values[name] = self.plain(found)
                if values:
                    sources.append({"environments": values, **mark})
                flat = flatten(owner.config_with_extras, "dot")
                found = next((flat[k] for k in keys if flat.get(k) is not None), None)
                if found is not None:
                    sources.append({"value": self.plain(found), **mark})
            if not isinstance(owner.parent, ProjectPlugin):
                break
            owner = owner.parent
        if definition.value is not None:
            sources.append({"default": self.plain(definition.value)})
        return sources

    def service(self, plugin):
        from meltano.core.plugin.settings_service import PluginSettingsService

        return PluginSettingsService(self.project, plugin)

    @staticmethod
    def kind(definition):
        kind = {"kind": definition.kind.value} if definition.kind else {}
        return {**kind, **({"sensitive": True} if definition.sensitive else {})}

    @staticmethod
    def processors(definition):
        found = [definition.value_processor] if definition.value_processor else []
        if definition.value_post_processor:
            found.append(f"post:{definition.value_post_processor}")
        options = [o["value"] for o in definition.options]
        return {
            **({"processors": found} if found else {}),
            **({"options": options} if options else {}),
        }

    def plain(self, value):
        """Values as Java writes them: dates as text (Meltano's text), no types of the YAML library."""
        import datetime
        from collections.abc import Mapping

        if isinstance(value, Mapping):
            return {str(k): self.plain(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.plain(v) for v in value]
        if isinstance(value, datetime.date | datetime.datetime):
            return value.isoformat()
        if isinstance(value, bool) or value is None:
            return value
        for kind in (int, float, str):
            if isinstance(value, kind):
                return kind(value)
        return str(value)


if __name__ == "__main__":
    main(*sys.argv[1:])
