"""quickbooks-native: files loaded without a Singer process, beside Meltano, load by load."""

from __future__ import annotations

from collections.abc import Callable

import files
import parallel
import pytest
import rows
import sides
import verdicts
from conftest import quickbooks
from test_quickbooks import SCHEMAS, change_rows


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> sides.Project:
    """quickbooks-native, installed on both sides; each test gives it a database a side."""
    return quickbooks(tmp_path_factory.mktemp("native") / "project", "quickbooks-native")


ALONE = """
import dagster as dg

NAME, TABLES = "tap_csv__target_postgres", ("customers", "invoices", "sales_receipts")
selection = dg.AssetSelection.assets(
    *([NAME, f"{table}_files"] for table in TABLES), *(["quickbooks", table] for table in TABLES)
)
alone = dg.define_asset_job("alone", selection=selection, executor_def=dg.in_process_executor)
# As a click on all assets of a group does, which starts a process for each step.
beside = dg.define_asset_job("beside", selection=selection)
"""


def blank_line(project: sides.Project) -> None:
    """End a file with a blank line, on which the target fails as its key is missing."""
    path = project.folder / "data" / "customers.csv"
    path.write_text(path.read_text() + "\n")


def test_five_loads_give_what_meltano_gives_and_the_way_back_is_one_word(
    project: sides.Project, database: Callable[[str], str]
) -> None:
    meltano_url, dagster_url = database("native_meltano"), database("native_dagster")
    project.environment |= sides.database_variables(meltano_url)
    on_dagster = sides.database_variables(dagster_url)
    (project.output / "dagster_project/defs/jobs/alone.py").write_text(ALONE)
    began = verdicts.moment()
    project.run_meltano("daily")
    project.run_dagster("daily", variables=on_dagster)
    # Of four files: the header, and keys and rows of the load.
    told = files.log(project, "dagster-run")
    own = [told.count(f"Asset check '{name}' on") for name in ("header", "keys", "rows")]
    assert own == [4, 4, 4]
    judged = verdicts.verdict(project, began, tuple(SCHEMAS), meltano_url, dagster_url)
    assert verdicts.unequal(judged) == []
    assert len(judged["streams"]) == 11

    changes = (
        ("native", "alone", lambda: None, 0, 36),
        ("singer", "alone", lambda: change_rows(project, 1), 0, 37),
        ("meltano", "alone", lambda: change_rows(project, 2), 0, 38),
        ("native", "beside", lambda: change_rows(project, 3), 0, 39),
        ("singer", "beside", lambda: change_rows(project, 4), 0, 40),
        ("meltano", "beside", lambda: change_rows(project, 5), 0, 41),
        ("native", "alone", lambda: blank_line(project), 1, 41),
    )
    for number, (runner, job, change, expected, count) in enumerate(changes):
        change()
        files.use_runner(project, runner)
        project.run_meltano("tap-csv", "target-postgres", expected=expected)
        project.run_dagster(job, variables=on_dagster, expected=expected)
        lines, equal = rows.compare(meltano_url, dagster_url, {"raw": "raw"})
        assert equal, f"load {number + 2} with runner {runner}, {job}:\n" + "\n".join(lines)
        assert f"raw.customers {count} rows, raw.customers {count} rows: equal" in lines
    judged = verdicts.verdict(project, began, ("raw",), meltano_url, dagster_url)
    assert verdicts.unequal(judged) == []
    assert "the key" in files.log(project, "dagster-run")


def test_a_pair_is_equal(project: sides.Project, database: Callable[[str], str]) -> None:
    project.environment |= sides.database_variables(database("native_pair"))
    pair = parallel.run_pair(project, "--pipeline", "tap_csv_items__target_postgres")
    assert pair.verdict == "equal"
    assert pair.rows("candidate", "quickbooks/items").total() > 0


def test_the_projects_own_tests_take_the_way_back(
    project: sides.Project, database: Callable[[str], str]
) -> None:
    """Its tap and target are installed, so that nothing is skipped."""
    url = database("native_tests")
    tests = ("-m", "pytest", "-p", "no:cacheprovider", "tests/files/test_importers.py")
    project.run(
        "own-tests", project.python, *tests, folder=project.output, variables={"DATABASE_URL": url}
    )
    said = files.log(project, "own-tests")
    assert "5 passed" in said
    assert "skipped" not in said
