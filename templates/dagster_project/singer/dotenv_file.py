"""`.env` files, read as Meltano reads them."""

from collections.abc import Mapping
from pathlib import Path

from dotenv.main import DotEnv
from dotenv.variables import parse_variables

from dagster_project.singer.errors import KitError


def read_dotenv(path: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The variables of a `.env` file; empty when there is none, without names that have no `=`.

    `${X}` and `${X:-default}` are replaced by values read before in the file, else by those of
    `environ`: what `dotenv_values` does, for any environment and not only for this process's.

    Raises:
        KitError: the file cannot be read.
    """
    if not path.is_file():
        return {}
    values: dict[str, str | None] = {}
    try:
        # Not its dict(): a reference sees what stands above it, also of a name that comes twice.
        bindings = list(DotEnv(path, verbose=False, encoding="utf-8").parse())
    except (OSError, UnicodeDecodeError) as e:
        raise KitError(f"{path} cannot be read: {e}", "Correct the file or its permissions.") from e
    for name, text in bindings:
        values[name] = None if text is None else _resolved(text, {**environ, **values})
    return {name: value for name, value in values.items() if value is not None}


def _resolved(text: str, visible: Mapping[str, str | None]) -> str:
    return "".join(atom.resolve(visible) for atom in parse_variables(text))
