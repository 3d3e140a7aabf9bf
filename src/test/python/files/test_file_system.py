"""The folders of an importer: those of the resource, and those of files.yaml in their place."""

from pathlib import Path

from dagster_project.files import FileSystemResource
from importing import World, definitions

RESOURCE = FileSystemResource(archive="kept", failed="bad", reports="told", settle_seconds=3600)


def test_relative_folders_start_at_the_project():
    made = RESOURCE.below(Path("/project"), archive="/srv/archive", settle_seconds=1)
    assert [str(folder) for folder in made.folders] == [
        "/srv/archive",
        "/project/bad",
        "/project/told",
    ]
    assert (made.settle_seconds, RESOURCE.archive) == (1, "kept")


def test_files_are_put_where_the_resource_says(world: World):
    world.repository = definitions(file_system=RESOURCE).get_repository_def()
    world.policy(mode="quarantine", after_load="archive")
    world.put_all()
    world.put("customers.csv", lambda text: text.replace("Customer Id", "Id"))
    world.put("sales_receipts.csv", lambda text: text + ",,,\n")

    ran = world.run()

    assert "the key column `Customer Id`" in ran.failure
    kept, bad, told = (
        {name.partition(".")[0] for name in world.files(f)} for f in ("kept", "bad", "told")
    )
    assert (kept, bad, told) == (
        {"invoices", "sales_receipts"},
        {"customers"},
        {"sales_receipts"},
    )
    assert world.files("files") == []


def test_files_yaml_wins(world: World):
    world.repository = definitions(file_system=RESOURCE).get_repository_def()
    world.policy(after_load="archive", archive="mine")
    world.put_all()
    assert world.run().success
    assert {name.partition(".")[0] for name in world.files("mine")} == {
        "customers",
        "invoices",
        "sales_receipts",
    }
    assert world.files("kept") == []


def test_a_sensor_waits_as_long_as_the_resource_says(world: World):
    world.put("customers.csv")
    assert world.tick("customers", file_system=RESOURCE).run_requests
    (world.root / "out" / "files.yaml").unlink()
    said = world.tick("customers", file_system=RESOURCE)
    assert "customers.csv: still being written" in said.skip_reason.skip_message
