"""A sensor asks for a run for each file that arrives, and the run loads that file."""

import dagster as dg
from files.importing import NAME, Importing

from dagster_project.files import FileSystemResource, PostgresResource


def tick(importing: Importing, cursor: str | None = None) -> dg.SensorResult:
    """Let the sensor of the customers look once, as the daemon does every half minute."""
    sensor = importing.repository.get_sensor_def(f"{NAME}_customers_files")
    with dg.build_sensor_context(
        instance=importing.instance,
        cursor=cursor,
        repository_def=importing.repository,
        resources={"file_system": FileSystemResource(), "postgres": PostgresResource()},
    ) as context:
        result = sensor(context)
    if isinstance(result, dg.SkipReason):
        return dg.SensorResult(skip_reason=result)
    assert isinstance(result, dg.SensorResult)
    return result


def test_one_file_one_run(importing: Importing) -> None:
    """The file is a partition; the key of the run keeps it from being asked for twice."""
    importing.policy(mode="quarantine", after_load="archive")
    importing.put("customers.csv")
    importing.put("invoices.csv")
    first = tick(importing)
    [request] = first.run_requests or []
    assert request.tags["files/file"] == "customers.csv"
    assert not tick(importing, first.cursor).run_requests

    [added] = first.dynamic_partitions_requests or []
    assert isinstance(added, dg.AddDynamicPartitionsRequest)
    importing.instance.add_dynamic_partitions(added.partitions_def_name, added.partition_keys)
    assert importing.run_job(f"{NAME}_customers_file", partition_key=request.partition_key).success
    assert len(importing.rows("customers")) == 3
    # Another type's file waits for its own sensor.
    assert importing.names("data") == ["invoices.csv"]


def test_a_pipeline_of_another_runner_is_left_alone(importing: Importing) -> None:
    """Back to `singer` is one word; then sensors skip, and the tap is run, once."""
    importing.put("customers.csv")
    importing.runner("singer")
    assert "another runner than `native`" in str(tick(importing).skip_reason)
    ran = importing.run("customers")
    # There is no tap here; that it is asked for is the point.
    assert "the executable `tap-csv` was not found" in ran.error
    assert not ran.was_retried
    assert "another runner" in str(ran.metadata(NAME, "customers_files")["runner"])
    assert importing.names("data") == ["customers.csv"]
