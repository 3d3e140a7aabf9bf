<#-- @ftlvariable name="" type="dev.m2d.plan.ProjectPlan" -->
<#-- Names and places. -->
"""Names and places of this project."""

from pathlib import Path

PROJECT_NAME = ${name}
CODE_LOCATION = ${location}

# Meltano environments; MELTANO_ENVIRONMENT chooses one.
ENVIRONMENTS = ${environmentTuple}
DEFAULT_ENVIRONMENT: str | None = ${defaultLiteral}

# This folder, and the Meltano project relative to it (MELTANO_PROJECT_ROOT overrides).
PROJECT_ROOT = Path(__file__).resolve().parent.parent
MELTANO_PROJECT = ${meltanoRoot}
