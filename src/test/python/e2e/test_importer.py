"""quickbooks-importer: the scripts with the real Meltano into one database, the jobs made of them into another."""

from __future__ import annotations

from collections.abc import Callable

import files
import psycopg
import pytest
import rows
import sides
import verdicts
from conftest import quickbooks

SCHEMAS = {"raw": "raw", "analytics": "analytics", "matching": "matching"}
SCRIPTS = ("import_items.sh", "run_pipeline.sh")
JOBS = ("import_items", "run_pipeline_all", "run_pipeline_daily")


def variables(url: str) -> dict[str, str]:
    """The variables by which the project finds its database."""
    found = sides.database_variables(url)
    password = found.pop("POSTGRES_PASSWORD")
    return {**found, "TARGET_POSTGRES_PASSWORD": password, "DBT_POSTGRES_PASSWORD": password}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> sides.Project:
    """quickbooks-importer, installed on both sides; each test gives it a database."""
    return quickbooks(tmp_path_factory.mktemp("importer") / "project", "quickbooks-importer")


def test_the_jobs_give_the_rows_that_the_scripts_give(
    project: sides.Project, database: Callable[[str], str]
) -> None:
    began, meltano_url = verdicts.moment(), database("importer_scripts")
    project.environment |= variables(meltano_url)
    for script in SCRIPTS:
        project.run("script", "bash", script)
    for runner in ("singer", "meltano", "native"):
        dagster_url = database(f"importer_by_{runner}")
        files.use_runner(project, runner)
        if runner == "native":
            project.generate()
        for job in JOBS:
            project.run_dagster(job, variables=variables(dagster_url))
        lines, equal = rows.compare(meltano_url, dagster_url, SCHEMAS)
        assert equal, f"runner {runner}:\n" + "\n".join(lines)
        assert "raw.customers 38 rows, raw.customers 38 rows: equal" in lines
        assert "raw.items 40 rows, raw.items 40 rows: equal" in lines
        assert any(line.startswith("matching.customer_companies 38 rows") for line in lines)
    # What `m2d compare` says of the last, types and keys included.
    judged = verdicts.verdict(project, began, tuple(SCHEMAS), meltano_url, dagster_url)
    assert verdicts.unequal(judged) == []
    assert len(judged["streams"]) == 12


def test_a_variable_is_changed_for_one_run(
    project: sides.Project, database: Callable[[str], str]
) -> None:
    url = database("importer_changed")
    project.environment |= variables(url)
    files.use_runner(project, "native")
    changed = project.logs / "changed.yaml"
    names = ("CUSTOMERS", "INVOICES", "SALES_RECEIPTS")
    lines = [f"        {name}_FILE_PATH: data/{name.lower()}_daily.csv" for name in names]
    changed.write_text(
        "\n".join(["resources:", "  variables:", "    config:", "      values:", *lines, ""])
    )
    project.run_dagster("run_pipeline_all", "--config", str(changed))
    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from raw.customers").fetchone() == (5,)
