"""Errors for people as failures of a Dagster step."""

import dagster as dg

from dagster_project.singer.errors import KitError
from dagster_project.singer.process import ProcessError
from dagster_project.singer.redact import Redactor


def failure(error: KitError, redactor: Redactor | None = None) -> dg.Failure:
    """Turn an error into the failure of a step: what is wrong, what to do, the last lines.

    Args:
        error: the error.
        redactor: hides secrets that its texts may hold; the last lines are without them already.
    """
    hide = (redactor or Redactor()).text
    metadata: dict[str, dg.MetadataValue] = {}
    if error.advice:
        metadata["advice"] = dg.MetadataValue.text(hide(error.advice))
    if isinstance(error, ProcessError) and error.last_lines:
        text = error.last_lines.replace("```", '"""')
        metadata["last_lines"] = dg.MetadataValue.md(f"```\n{text}\n```")
    return dg.Failure(description=hide(str(error)), metadata=metadata)
