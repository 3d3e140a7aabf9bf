"""What goes wrong with files and their database, as whole runs: a clear error, the file kept, a report written."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from native_project import IMPORTERS, Native, Runs
from own_server import OwnServer, own_server

NOBODY = 65534
CUSTOMERS = "customers.csv"


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with own_server() as found:
        found.ask_for_passwords()
        yield found


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory, server: OwnServer) -> Native:
    return Native(tmp_path_factory.mktemp("bad") / "project", server.url)


@pytest.fixture(scope="module")
def runs(native: Native) -> Iterator[Runs]:
    """The runs of one process that has imported the project."""
    with native.runs() as found:
        yield found


@pytest.fixture
def world(native: Native, server: OwnServer) -> Native:
    """The project as it was made, with one file that has come."""
    for path in sorted(native.folder.glob("files/**/*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for path in (native.folder / "inbox").glob("*/*"):
        path.rmdir() if path.is_dir() else path.unlink()
    sql(server, "DROP SCHEMA IF EXISTS raw CASCADE")
    native.put_there.clear()
    native.policy()
    native.put("customers", CUSTOMERS, 3, random.Random(1))
    return native


def sql(server: OwnServer, statement: str) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(statement)


def kept(world: Native) -> list[str]:
    """Where the files are that came, below the project."""
    found = (p for folder in ("inbox", "files") for p in (world.folder / folder).rglob("*.csv"))
    return sorted(str(p.relative_to(world.folder).parent) for p in found if p.is_file())


def reports(world: Native) -> list[dict]:
    return [json.loads(p.read_text()) for p in (world.folder / "files").rglob("*.error.json")]


def fails(runs: Runs, *words: str, **request: object) -> str:
    """Run to a failure that says all of this and shows no trace of the program."""
    done = runs.run(**request)
    assert not done["success"]
    said = "\n".join(done["failures"])
    for word in words:
        assert word in said
    assert "Traceback" not in said and 'File "' not in said
    assert "s3cret" not in said
    return said


def test_a_folder_that_another_user_may_not_read(world: Native, runs: Runs) -> None:
    with open_to_all(world):
        folder = world.folder / "inbox" / "customers"
        folder.chmod(0o700)
        said = fails(runs, str(folder), "cannot be read: Permission denied", user=NOBODY)
        assert "Give the account that runs Dagster the right to list it." in said
        [report] = reports(world)
        assert "cannot be read: Permission denied" in report["message"]
        assert kept(world) == ["inbox/customers"]


def test_an_input_folder_from_which_nothing_can_be_taken(world: Native, runs: Runs) -> None:
    with open_to_all(world):
        folder = world.folder / "inbox" / "customers"
        folder.chmod(0o755)
        said = fails(runs, "cannot be moved to", "Permission denied", user=NOBODY)
        assert "The file stays where it was." in said
        assert kept(world) == ["inbox/customers"]
        [report] = reports(world)
        assert "cannot be moved to" in report["message"]
    # Its rows are loaded; the next run with the right to do so moves it, and loads nothing.
    assert runs.run()["success"]
    assert world.wrong() == []


def test_no_space_for_the_rejected_rows(world: Native, runs: Runs) -> None:
    path = world.folder / "inbox" / "customers" / CUSTOMERS
    path.write_text(path.read_text() + "short\n" * 5000)
    said = fails(runs, "the rejected rows cannot be written to", "File too large", file_size=9000)
    assert "Make room" in said
    assert kept(world) == ["inbox/customers"]
    [report] = reports(world)
    assert "the rejected rows cannot be written" in report["message"]
    assert report["kept"] == report["file"] == str(path)


def test_no_space_for_the_archive(world: Native, runs: Runs, elsewhere: Path) -> None:
    world.policy(archive=str(elsewhere))
    world.put("customers", "large.csv", 100, random.Random(2), wide=20_000)
    said = fails(runs, "large.csv cannot be moved to", "File too large", file_size=9000)
    assert "Make room" in said
    assert kept(world) == ["inbox/customers"]
    assert [path for path in elsewhere.rglob("large*")] == []
    assert runs.run()["success"]
    assert world.wrong(elsewhere) == []


def test_a_wrong_password(world: Native, runs: Runs) -> None:
    wrong = {"POSTGRES_PASSWORD": "s3cret-but-wrong"}
    fails(runs, "password authentication failed", "Check user and password", variables=wrong)
    assert kept(world) == ["inbox/customers"]
    for report in reports(world):
        assert "password authentication failed" in report["message"]
        assert "Check user and password" in report["advice"] and "s3cret" not in str(report)
    assert sorted(r["importer"] for r in reports(world)) == sorted({*IMPORTERS.values()})
    # The asset of the failures tells them, once there is a database to ask.
    assert runs.run()["success"]


def test_a_schema_that_is_missing_and_cannot_be_made(
    world: Native, runs: Runs, loader: dict[str, str]
) -> None:
    said = fails(runs, "permission denied for database", variables=loader)
    assert "CREATE" in said
    assert kept(world) == ["inbox/customers"]
    [report] = reports(world)
    assert "permission denied for database" in report["message"]


def test_a_privilege_that_was_revoked(
    world: Native, runs: Runs, server: OwnServer, loader: dict[str, str]
) -> None:
    sql(server, "CREATE SCHEMA raw AUTHORIZATION loader")
    assert runs.run(variables=loader)["success"]
    sql(server, "ALTER TABLE raw.customers OWNER TO postgres")
    sql(server, "GRANT SELECT, INSERT ON raw.customers TO loader")
    world.put("customers", "next.csv", 3, random.Random(3))
    said = fails(runs, "permission denied for table customers", variables=loader)
    assert "Grant the user of the target what is missing" in said
    assert "inbox/customers" in kept(world)
    [report] = reports(world)
    assert "permission denied for table customers" in report["message"]
    sql(server, "GRANT UPDATE ON raw.customers TO loader")
    assert runs.run(variables=loader)["success"]
    assert world.wrong() == []


def test_a_folder_where_a_file_should_be(world: Native, runs: Runs) -> None:
    world.policy(after_load="keep", mode="as-meltano")
    path = world.folder / "inbox" / "customers" / CUSTOMERS
    path.unlink()
    path.mkdir()
    fails(runs, "has no file whose name ends in `.csv`")
    assert {"has no file whose name ends in `.csv`" in r["message"] for r in reports(world)} == {
        True
    }


def test_a_folder_where_the_archive_wants_to_write(world: Native, runs: Runs) -> None:
    (world.folder / "files").mkdir(exist_ok=True)
    (world.folder / "files" / "archive").write_text("")
    fails(runs, "cannot be moved to", "Make room, or give the account that runs Dagster")
    assert kept(world) == ["inbox/customers"]
    assert ["cannot be moved to" in report["message"] for report in reports(world)] == [True]


def test_a_name_with_a_newline(world: Native, runs: Runs) -> None:
    world.put("customers", "line\nbreak.csv", 3, random.Random(4))
    bad = world.folder / "inbox" / "customers" / "bad\nfile.csv"
    bad.write_text("Id,Customer\n1,x\n")
    fails(runs, "bad\nfile.csv", "the key column `Customer Id`")
    places = kept(world)
    assert [place for place in places if "inbox" in place] == []
    assert places.count("files/failed") == 1
    [report] = reports(world)
    assert report["file"] == str(bad)
    assert Path(report["kept"]).read_text() == "Id,Customer\n1,x\n"


@pytest.fixture
def loader(server: OwnServer) -> Iterator[dict[str, str]]:
    """A user who may do nothing but what is granted."""
    sql(server, "CREATE USER loader PASSWORD 's3cret-of-the-loader'")
    yield {"POSTGRES_USER": "loader", "POSTGRES_PASSWORD": "s3cret-of-the-loader"}
    sql(server, "DROP OWNED BY loader CASCADE")
    sql(server, "DROP USER loader")


@contextmanager
def open_to_all(world: Native) -> Iterator[None]:
    """Let every user read the project and write into its folders; the tests run as root."""
    above = [p for p in world.folder.parents if len(p.parts) > 2]
    modes = {path: path.stat().st_mode for path in above}
    try:
        for path in above:
            path.chmod(modes[path] | 0o055)
        for path in world.folder.rglob("*"):
            path.chmod(0o777 if path.is_dir() else 0o666)
        world.folder.chmod(0o777)
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
        (world.folder / "inbox" / "customers").chmod(0o777)


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder on another file system."""
    if Path("/dev/shm").stat().st_dev == Path("/tmp").stat().st_dev:
        pytest.skip("NOT RUN: /dev/shm is not another file system")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)
