<#-- @ftlvariable name="" type="dev.m2d.plan.DagsterPlan" -->
<#-- The dg project, its pins, and the settings of the linters. -->
[project]
name = ${project.packageName}
version = "0.1.0"
description = ${project.summary}
readme = "README.md"
requires-python = ">=3.10,<3.14"
dependencies = ${requirements.runtimeArray}

[dependency-groups]
dev = ${requirements.developmentArray}

[build-system]
requires = ["hatchling==1.33.0"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["dagster_project"]

[tool.dg]
directory_type = "project"

[tool.dg.project]
root_module = "dagster_project"
code_location_name = ${project.location}

[tool.pytest.ini_options]
testpaths = ["tests"]
addopts = "--strict-config --strict-markers"
pythonpath = ["."]

[tool.ruff]
line-length = 100
target-version = "py310"
# The environments of the plugins are other people's code, parallel runs leave copies of ours.
extend-exclude = [".venvs", "parity-runs"]

[tool.ruff.lint]
select = [
    "E",
    "F",
    "W",
    "I",
    "B",
    "UP",
    "C4",
    "SIM",
    "RUF",
    "PTH",
    "ICN",
    "S",
    "ANN",
    "N",
    "A",
    "RET",
    "TID",
]

[tool.ruff.lint.per-file-ignores]
# Taps, targets and dbt are started as lists of arguments, never through a shell.
"dagster_project/{singer,dbt,parallel_run}/*" = ["S603"]
# Exports read whole tables; names are quoted.
"dagster_project/parallel_run/snapshot/*" = ["S608"]
# Prose may be longer than code, which the formatter wraps; names come from Meltano.
"dagster_project/{defs,<#if importers?has_content>files,</#if>singer,dbt,parallel_run}/*" = ["E501"]
"tests/*" = ["S101", "S603"]

[tool.ruff.lint.isort]
known-first-party = ["dagster_project"]

[tool.ruff.lint.flake8-import-conventions.extend-aliases]
dagster = "dg"

[tool.ty.environment]
python-version = "3.10"

[tool.ty.src]
exclude = [".venvs", "parity-runs"]
