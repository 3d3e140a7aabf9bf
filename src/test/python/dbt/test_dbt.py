"""dbt tasks of Meltano jobs, with a real dbt on a real PostgreSQL."""

from collections.abc import Sequence
from pathlib import Path

import dagster as dg
import jobs_under_test
import psycopg
import pytest

ALL_CHECKS = {
    "accepted_values_regional_orders_name__north__south",
    "not_null_orders_id",
    "orders_have_a_region",
    "source_not_null_raw_orders_id",
    "unique_orders_id",
}


def execute(
    name: str, instance: dg.DagsterInstance, tags: dict[str, str] | None = None, **options: object
) -> "Ran":
    job = dg.build_reconstructable_job("jobs_under_test", "job", (name,))
    with dg.execute_job(job, instance, raise_on_error=False, tags=tags, **options) as result:
        planned = instance.all_logs(
            result.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
        )
        keys = {entry.get_dagster_event().asset_key.to_user_string() for entry in planned}
        return Ran(result.success, result.all_events, keys)


class Ran:
    """What a run left: its steps in order, what was materialized and checked."""

    def __init__(self, success: bool, events: Sequence[dg.DagsterEvent], planned: set[str]) -> None:
        self.success = success
        self.events = events
        self.planned = planned

    def of(self, kind: str) -> list[dg.DagsterEvent]:
        return [event for event in self.events if event.event_type_value == kind]

    @property
    def steps(self) -> list[str]:
        return [event.step_key for event in self.of("STEP_START")]

    @property
    def failed(self) -> list[str]:
        return [event.step_key for event in self.of("STEP_FAILURE")]

    def materialized(self, step: str | None = None) -> set[str]:
        events = self.of("ASSET_MATERIALIZATION")
        return {
            event.asset_key.to_user_string() for event in events if step in (None, event.step_key)
        }

    def checks(self, step: str | None = None) -> dict[str, bool]:
        evaluations = [
            event.asset_check_evaluation_data
            for event in self.of("ASSET_CHECK_EVALUATION")
            if step in (None, event.step_key)
        ]
        return {evaluation.check_name: evaluation.passed for evaluation in evaluations}

    @property
    def error(self) -> str:
        return self.of("STEP_FAILURE")[0].step_failure_data.error_display_string


def sql(database: str, statement: str) -> list[tuple]:
    with psycopg.connect(database, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_seed_run_and_test_are_three_steps_in_order(
    shop: Path, database: str, instance: dg.DagsterInstance
) -> None:
    ran = execute("seed_run_test", instance)
    assert ran.success
    assert ran.steps == ["dbt_postgres_seed", "dbt_postgres_models", "dbt_postgres_tests"]
    assert ran.planned == {"dbt_postgres/seed", "orders", "regional_orders"}
    assert ran.materialized("dbt_postgres_seed") == {"dbt_postgres/seed", "regions"}
    assert ran.materialized("dbt_postgres_models") == {"orders", "regional_orders"}
    assert ran.checks("dbt_postgres_tests") == dict.fromkeys(ALL_CHECKS, True)
    assert sql(database, "select name from analytics.regional_orders order by id") == [
        ("north",),
        ("south",),
    ]


def test_two_runs_with_selections_are_two_steps(shop: Path, instance: dg.DagsterInstance) -> None:
    ran = execute("one_then_other", instance)
    assert ran.success
    assert ran.steps == [
        "dbt_postgres_seed",
        "dbt_postgres_models",
        "dbt_postgres_other",
        "dbt_postgres_tests",
    ]
    assert ran.materialized("dbt_postgres_models") == {"orders"}
    assert ran.materialized("dbt_postgres_other") == {"dbt_postgres/other", "regional_orders"}
    assert set(ran.checks("dbt_postgres_tests")) == ALL_CHECKS


def test_build_is_one_step_with_everything(shop: Path, instance: dg.DagsterInstance) -> None:
    ran = execute("build_alone", instance)
    assert ran.success
    assert ran.steps == ["dbt_postgres_models"]
    assert ran.materialized() == {"orders", "orders_history", "regional_orders", "regions"}
    assert ran.checks() == dict.fromkeys(ALL_CHECKS, True)


def test_a_failing_test_fails_its_step_and_names_the_test(
    shop: Path, database: str, instance: dg.DagsterInstance
) -> None:
    sql(database, "insert into raw.orders values (2, null)")
    ran = execute("seed_run_test", instance)
    assert not ran.success
    assert ran.failed == ["dbt_postgres_tests"]
    assert ran.materialized("dbt_postgres_models") == {"orders", "regional_orders"}
    assert {name for name, passed in ran.checks().items() if not passed} == {
        "orders_have_a_region",
        "unique_orders_id",
    }
    assert "unique_orders_id" in ran.error


def test_a_failing_model_stops_the_job(
    shop: Path, database: str, instance: dg.DagsterInstance
) -> None:
    sql(database, "alter table raw.orders drop column region_id")
    ran = execute("one_then_other", instance)
    assert not ran.success
    assert ran.failed == ["dbt_postgres_models"]
    assert ran.steps == ["dbt_postgres_seed", "dbt_postgres_models"]
    assert "region_id" in ran.error


def test_a_task_may_come_twice_in_an_op_job(shop: Path, instance: dg.DagsterInstance) -> None:
    ran = execute("twice", instance)
    assert ran.success
    assert ran.steps == [
        "twice__dbt_postgres_seed",
        "twice__dbt_postgres_models",
        "twice__dbt_postgres_tests",
        "twice__dbt_postgres_models_2",
    ]
    for step in ("twice__dbt_postgres_models", "twice__dbt_postgres_models_2"):
        assert ran.materialized(step) == {"orders", "regional_orders"}
    assert ran.checks("twice__dbt_postgres_tests") == dict.fromkeys(ALL_CHECKS, True)


def test_lineage_makes_one_build_of_it(
    shop: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    switches = shop / "dagster_project" / "migration.yaml"
    entries = "".join(f"  {name}: {{order: lineage}}\n" for name in jobs_under_test.JOBS)
    switches.write_text(f"jobs:\n{entries}")
    try:
        ran = execute("seed_run_test", instance)
    finally:
        switches.unlink()
    assert ran.success
    assert ran.steps == ["dbt_postgres_models"]
    assert ran.materialized() == {"orders", "orders_history", "regional_orders", "regions"}
    assert set(ran.checks()) == ALL_CHECKS


def test_a_schedule_brings_its_variables(
    shop: Path, database: str, instance: dg.DagsterInstance
) -> None:
    sql(database, "drop schema if exists nightly cascade")
    ran = execute("seed_and_snapshot", instance, tags={"meltano/schedule": "nightly"})
    tables = "select table_name from information_schema.tables where table_schema = 'nightly'"
    assert ran.success, ran.error
    assert ran.steps == ["dbt_postgres_seed", "dbt_postgres_models"]
    assert ran.materialized("dbt_postgres_models") == {"orders_history"}
    assert {name for (name,) in sql(database, tables)} == {"orders_history", "regions"}
