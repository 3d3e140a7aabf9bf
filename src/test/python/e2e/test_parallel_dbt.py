"""Parallel runs into PostgreSQL of quickbooks-jobs with its dbt project."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import files
import parallel
import pytest
import sides
from conftest import quickbooks, schemas

STALE = "{} has changed since: make another pair."
# In a process of its own, as the asset checks are.
SAY = """
from dagster_project.parallel_run.checks import checked_keys, results
from dagster_project.parallel_run.plan import all_pipelines
for result in results(checked_keys(all_pipelines().values())):
    print("said:", result.description)
"""


def parity(
    project: sides.Project, step: str, variables: Mapping[str, str] | None = None
) -> set[str]:
    """What the checks say of the assets now."""
    project.run(step, project.python, "-c", SAY, folder=project.output, variables=variables)
    lines = files.log(project, step).splitlines()
    return {line.removeprefix("said: ") for line in lines if line.startswith("said: ")}


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> sides.Project:
    """quickbooks-jobs, installed on both sides; each test gives it a database."""
    return quickbooks(tmp_path_factory.mktemp("quickbooks") / "project")


def test_quickbooks_with_dbt(jobs: sides.Project, database: Callable[[str], str]) -> None:
    project, url = jobs, database("parallel_quickbooks")
    project.environment |= sides.database_variables(url)
    pair = parallel.run_pair(project, "--job", "daily")
    names = {stream["name"] for stream in pair.manifest["streams"]}
    assert names >= {"quickbooks/customers", "dim_customers", "fct_sales", "stg_items"}
    assert len(names) == 11
    assert pair.rows("control", "quickbooks/customers").total() == 36
    assert pair.rows("candidate", "dim_customers").total() > 0
    # Neither production's schemas nor its bookmarks were touched.
    assert schemas(url) == {
        f"{schema}__parity_{side}"
        for schema in ("raw", "analytics")
        for side in ("control", "candidate")
    }
    assert not (project.output / "state").exists()
    assert pair.verdict == "equal"
    assert parallel.selftest(project, pair) == {}
    equal = f"Equal in pair {pair.path.name}."
    assert parity(project, "unchanged") == {equal}
    model = next((project.folder / "transform").rglob("fct_sales.sql"))
    before = model.read_text()
    model.write_text(before + "-- changed")
    assert parity(project, "model") == {STALE.format("The dbt project of `dbt-postgres`")}
    model.write_text(before)
    other = {"TARGET_POSTGRES_LOAD_METHOD": "append-only"}
    assert parity(project, "setting", other) == {
        STALE.format("The configuration of `target-postgres`")
    }
    assert parity(project, "as-it-was") == {equal}
    project.run(
        "clean", project.python, "-m", parallel.CAPTURE, "clean",
        folder=project.output,
    )  # fmt: skip
    assert schemas(url) == set()


def test_a_pipeline_is_run_without_the_tests_of_dbt_on_its_tables(
    jobs: sides.Project, database: Callable[[str], str]
) -> None:
    project, url = jobs, database("parallel_alone")
    project.environment |= sides.database_variables(url)
    # The tests read what production has, and here production has nothing.
    pair = parallel.run_pair(project, "--pipeline", "tap-csv target-postgres")
    assert pair.verdict == "equal"
    assert len(pair.manifest["streams"]) == 3


def test_a_model_outside_of_the_side_is_refused(
    jobs: sides.Project, database: Callable[[str], str]
) -> None:
    project, url = jobs, database("parallel_refused")
    project.environment |= sides.database_variables(url)
    macro = project.folder / "transform" / "macros" / "generate_schema_name.sql"
    macro.write_text(
        "{% macro generate_schema_name(name, node) %}"
        "{{ 'finance' if node.name == 'fct_sales' else target.schema }}{% endmacro %}"
    )
    command = [project.python, "-m", parallel.CAPTURE, "pair", "--job", "daily"]
    try:
        project.run("pair", *command, folder=project.output, expected=1)
    finally:
        macro.unlink()
    assert "not isolated: fct_sales (finance)" in files.log(project, "pair")
    assert schemas(url) == set()
