"""The input of a fixture project: files of its own, over those of the one that case.yaml names as `base`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml


def layers(source: Path) -> list[Path]:
    """The folders whose files make an input, each over those before it; of other folders, the folder."""
    case = source.parent / "case.yaml"
    base = yaml.safe_load(case.read_text()).get("base") if case.is_file() else None
    return [*(layers(source.parent.with_name(base) / source.name) if base else []), source]


def copy(source: Path, target: Path, **options: Any) -> None:
    """Copy an input to a new folder."""
    for layer in layers(source):
        shutil.copytree(layer, target, dirs_exist_ok=layer != layers(source)[0], **options)
