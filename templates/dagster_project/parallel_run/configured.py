"""What both sides read beside the generated code: Meltano's files, settings as resolved, dbt."""

import contextlib
import hashlib
import importlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

from dagster_project.singer.errors import KitError
from dagster_project.singer.model import SINGER_TYPES, Plugin, as_list
from dagster_project.singer.project import Project, read_yaml
from dagster_project.singer.redact import MASK, Redactor
from dagster_project.singer.secret import IN_URL
from dagster_project.singer.settings import resolve

MELTANO = "meltano.yml"
DBT = "dagster_project.dbt"  # only there when the project has a dbt project


def parts(project: Project) -> dict[str, str]:
    """Digests by what messages call it; what is not there or cannot be told is left out."""
    found = {}
    if (project.root / MELTANO).is_file():
        found["the Meltano project"] = digest(_meltano(project.root))
    for plugin in project.plugins():
        if plugin.type in SINGER_TYPES or plugin.name in _dbt_plugins():
            try:
                found[f"the configuration of `{plugin.name}`"] = digest(_settings(project, plugin))
            except KitError:
                # Of a secret that is not set here, say: nobody can tell whether it is another one.
                continue
    files = _dbt("files")
    for name, paths in files.run_files(project).items() if files else ():
        texts = {place: path.read_bytes() for place, path in paths.items()}
        found[f"the dbt project of `{name}`"] = digest(texts)
    return found


def digest(texts: Mapping[str, bytes]) -> str:
    """A digest of texts with names, whatever their order."""
    made = hashlib.sha256()
    for name, content in sorted(texts.items()):
        for part in (name.encode(), content):
            made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()


def _meltano(root: Path) -> dict[str, bytes]:
    """The files that Meltano reads; comments and spaces in YAML do not count."""
    texts = {}
    for path in {root / MELTANO, *_included(root), *root.glob("plugins/*/*.lock")}:
        content = path.read_bytes()
        if path.suffix in (".yml", ".yaml"):
            with contextlib.suppress(KitError, ValueError, TypeError):
                content = json.dumps(read_yaml(path), default=str).encode()
        texts[path.relative_to(root).as_posix()] = content
    return texts


def _included(root: Path) -> Iterator[Path]:
    """The files that meltano.yml includes.

    Raises:
        KitError: they are no list of patterns.
    """
    try:
        data = read_yaml(root / MELTANO)
    except KitError:
        # Meltano does not read it either; its bytes count as they are.
        return
    try:
        for pattern in as_list(data.get("include_paths")):
            yield from (path for path in root.glob(str(pattern)) if path.is_file())
    except (TypeError, ValueError, NotImplementedError, OSError) as error:
        raise KitError(
            f"`include_paths` of {MELTANO} cannot be followed: {error}",
            "Correct it; Meltano fails on it, too.",
        ) from error


def _settings(project: Project, plugin: Plugin) -> dict[str, bytes]:
    """What a plugin gets, by mapping for a mapper: no secrets, and no places of this machine."""
    texts = {}
    for mapping in (None, *plugin.mappings):
        resolved = resolve(project, plugin, mapping=mapping)
        sensitive = {s.name for s in plugin.settings.values() if s.sensitive}
        values = {
            **{name: v for name, v in resolved.settings.items() if name not in sensitive},
            **resolved.extras,
            **({"mapping": resolved.config} if mapping else {}),
        }
        text = json.dumps(values, sort_keys=True, default=str)
        text = IN_URL.sub(rf"\1{MASK}@", Redactor(resolved.secrets).text(text))
        for place, name in ((project.output, "OUTPUT"), (project.root, "ROOT")):
            text = text.replace(str(place), name)
        texts[mapping or ""] = text.encode()
    return texts


def _dbt_plugins() -> set[str]:
    prepare = _dbt("prepare")
    return {dbt.plugin for dbt in prepare.projects()} if prepare else set()


def _dbt(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(f"{DBT}.{name}")
    except ModuleNotFoundError:
        return None
