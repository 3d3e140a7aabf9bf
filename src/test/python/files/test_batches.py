"""Files that arrive together: which of them one run loads, and that each has its partition."""

import dagster as dg
import pytest
from dagster_project.files.batches import FIRST_TAG, LAST_TAG, asked_for, batches, partition_of
from dagster_project.singer.errors import KitError
from importing import IMPORTER, NAME, rows
from loads import candidate

SENSOR, JOB = f"{NAME}_customers_files", f"{NAME}_customers_file"


def arrived(*names):
    return [candidate(f"content of {name}", f"/in/{name}.csv") for name in names]


def put_together(files, known, size):
    asked = {partition_of(file): file for file in files}
    found = batches(asked, known, size)
    return [[file.path.stem for file in batch.values()] for batch in found]


def test_files_are_put_together_in_their_order():
    files = arrived(*"abcde")
    assert put_together(files, (), 1) == [["a"], ["b"], ["c"], ["d"], ["e"]]
    assert put_together(files, (), 2) == [["a", "b"], ["c", "d"], ["e"]]
    assert put_together(files, (), 20) == [["a", "b", "c", "d", "e"]]
    assert put_together([], (), 20) == []


def test_a_partition_that_was_there_is_not_in_the_range():
    files = arrived(*"abcd")
    known = {partition_of(files[1])}
    assert put_together(files, known, 3) == [["b"], ["a", "c", "d"]]


@pytest.fixture
def inbox(world):
    """A folder with four files of a stream whose rows have no keys."""
    world.tap(customers_path="data/inbox", customers_keys=[])
    world.policy(after_load="archive", mode="quarantine", files_per_run=3)
    folder = world.root / "data" / "inbox"
    folder.mkdir()
    for number in range(4):
        path = world.put("customers.csv", lambda text, n=number: text.replace("Nordlicht", f"N{n}"))
        path.rename(folder / f"customers_{number}.csv")
    return folder


def partitions(ran):
    """The partitions that a run has materialized, with what is said of each."""
    return {
        event.partition: event.materialization.metadata["file"].value
        for event in ran.result.all_events
        if event.is_step_materialization and event.partition
    }


def test_a_run_loads_several_files_each_in_its_partition(world, server, inbox):
    asked = world.tick("customers")
    together, alone = asked.run_requests
    assert together.tags["files/file"] == "3_files"
    assert together.partition_key is None and alone.partition_key
    assert len({request.run_key for request in asked.run_requests}) == 2

    ran = world.run(JOB, tags=together.tags)
    assert ran.success
    assert len(partitions(ran)) == 3
    assert rows(server, "customers") == [(3 * 36,)]
    assert len(list(inbox.iterdir())) == 1
    assert world.run(JOB, partition_key=alone.partition_key).success
    assert rows(server, "customers") == [(4 * 36,)]
    assert len(world.files("files/archive")) == 4


def test_the_others_are_loaded_when_one_is_gone_or_bad(world, server, inbox):
    asked = world.tick("customers")
    world.policy(after_load="archive", mode="strict", files_per_run=3)
    together, _ = asked.run_requests
    named = asked_for({**together.tags}, IMPORTER, world.instance)
    chosen = [p for p in inbox.iterdir() if any(name.startswith(p.name) for name in named)]
    gone, bad, good = chosen
    gone.unlink()
    bad.write_text(bad.read_text() + "short\n")

    ran = world.run(JOB, tags=together.tags)
    assert ran.success, "the changed file is another one, that the next tick asks for"
    told = partitions(ran)
    assert len(told) == 3
    assert sum("since the sensor saw it" in text for text in told.values()) == 2
    assert rows(server, "customers") == [(36,)]
    assert not good.exists() and bad.exists()
    again = world.tick("customers", asked.cursor)
    [request] = again.run_requests
    ran = world.run(JOB, partition_key=request.partition_key)
    assert not ran.success and "cannot be loaded" in ran.failure

    ran = world.run(JOB, tags=together.tags)
    assert ran.success, "one of the three is loaded"


def test_what_a_run_is_asked_for():
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions(SENSOR, ["a", "c", "b", "d"])
        tags = {"files/type": "customers"}
        assert asked_for(tags, IMPORTER, instance) is None
        assert asked_for({"dagster/partition": "x"}, IMPORTER, instance) == {"x"}
        ranged = {**tags, FIRST_TAG: "c", LAST_TAG: "d"}
        assert asked_for(ranged, IMPORTER, instance) == {"c", "b", "d"}


def test_a_run_whose_process_died_is_begun_again_and_no_other(world):
    tags = world.repository.get_job(JOB).tags
    assert tags["dagster/max_retries"] == "2"
    assert tags["dagster/retry_on_asset_or_op_failure"] == "false"


def test_a_range_whose_partitions_were_removed_says_so(world, inbox):
    [together, _] = world.tick("customers").run_requests
    without = {k: v for k, v in together.tags.items() if k.startswith("dagster/")}
    assert len(asked_for(without, IMPORTER, world.instance)) == 3, "as a person starts it"

    world.instance.delete_dynamic_partition(SENSOR, together.tags[FIRST_TAG])
    with pytest.raises(KitError, match="has the partitions from customers_"):
        asked_for(together.tags, IMPORTER, world.instance)
