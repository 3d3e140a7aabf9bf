"""Hooks of dbt in a parallel run: what they write to has to be the side's own."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dagster_project.singer.errors import KitError

# In Jinja: the model itself, the schema of the target, or a relation that dbt finds.
OWN = re.compile(r"\b(this|target\.schema|target_schema|schemas|ref|source)\b")
JINJA = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
CALL = re.compile(r"\b(\w+)\s*\(")


def check_hooks(side: str, manifest: Mapping[str, Any]) -> None:
    """Make sure that hooks name a relation of the side; of other SQL nobody knows where it writes.

    Args:
        side: the name of the side.
        manifest: of the dbt project, as the side sees it.

    Raises:
        KitError: a hook may change what production has.
    """
    macros: dict[str, str] = {}
    for macro in manifest.get("macros", {}).values():
        macros.setdefault(str(macro["name"]), str(macro["macro_sql"]))
    unknown = [
        f"{where}: `{text.strip()}`"
        for where, text in _hooks(manifest["nodes"].values())
        if text.strip() and not _names_own(text, macros, set())
    ]
    if unknown:
        raise KitError(
            f"{side}: dbt has hooks of which nobody knows where they write:\n"
            + "\n".join(f"  {line}" for line in dict.fromkeys(unknown)),
            "Let each name its relation by `this`, `ref`, `source` or `target.schema`, or do "
            "nothing where `target.schema` has `__parity_` in its name. Else compare the pipelines "
            "of the job one by one with --pipeline.",
        )


def _hooks(nodes: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """The hooks of the project and of its models, each with where it stands."""
    for node in nodes:
        if node["resource_type"] == "operation":
            yield ", ".join(node.get("tags") or ()) or node["name"], str(node.get("raw_code") or "")
            continue
        config = node.get("config", {})
        for kind in ("pre-hook", "post-hook"):
            for hook in config.get(kind) or ():
                text = hook.get("sql") if isinstance(hook, Mapping) else hook
                yield f"{kind} of {node['name']}", str(text or "")


def _names_own(text: str, macros: Mapping[str, str], seen: set[str]) -> bool:
    """Whether a hook, or a macro that it calls, names a relation of the side."""
    code = " ".join(JINJA.findall(text))
    if OWN.search(code):
        return True
    called = [name for name in CALL.findall(code) if name in macros and name not in seen]
    return any(_names_own(macros[name], macros, seen | {*called}) for name in called)
