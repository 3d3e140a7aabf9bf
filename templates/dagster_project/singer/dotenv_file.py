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
    values: dict[str, str] = {}
    try:
        raw = DotEnv(path, verbose=False, encoding="utf-8", interpolate=False).dict()
    except (OSError, UnicodeDecodeError) as e:
        raise KitError(f"{path} cannot be read: {e}", "Correct the file or its permissions.") from e
    for name, text in raw.items():
        if text is not None:
            visible = {**environ, **values}
            values[name] = "".join(atom.resolve(visible) for atom in parse_variables(text))
    return values
