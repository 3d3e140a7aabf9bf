"""Settings of target-postgres, and those that only the target can follow."""

import pytest
from dagster_project.files.destination import Destination, destination
from dagster_project.singer.errors import KitError

PARTS = {"host": "db", "port": 5433, "user": "u", "password": "p w", "database": "d"}


def test_defaults_are_those_of_the_target() -> None:
    found = destination(PARTS)
    assert found == Destination(
        {"host": "db", "port": "5433", "user": "u", "password": "p w", "dbname": "d"},
        schema="melty",
        add_record_metadata=True,
        sanitize=False,
        use_copy=False,
    )


def test_a_url_wins_and_loses_its_driver() -> None:
    found = destination(
        {**PARTS, "sqlalchemy_url": "postgresql+psycopg://u:p@h:1/d?sslmode=require"}
    )
    assert found.connection == {"conninfo": "postgresql://u:p@h:1/d?sslmode=require"}
    assert "p@h" not in repr(found), "secrets are not shown"


def test_an_empty_schema_is_none() -> None:
    assert destination({**PARTS, "default_target_schema": ""}).schema is None
    assert destination({**PARTS, "default_target_schema": "raw"}).schema == "raw"


@pytest.mark.parametrize(
    ("setting", "part"),
    [
        ({"ssh_tunnel": {"enable": True, "host": "x"}}, "SSH tunnel"),
        ({"stream_maps": {"a": {}}}, "stream_maps"),
        ({"load_method": "merge"}, "merge"),
        ({"add_record_metadata": False}, "activate_version"),
        ({"host": None}, "`host`"),
        ({"sqlalchemy_url": "mysql://x"}, "no URL of a PostgreSQL"),
        ({"ssl_enable": True, "ssl_mode": "sometimes"}, "sometimes"),
        (
            {"ssl_client_certificate_enable": True, "ssl_client_certificate": "/no/file"},
            "neither a file",
        ),
        ({"dialect+driver": "mysql+x"}, "mysql"),
    ],
)
def test_what_is_refused(setting: dict, part: str) -> None:
    with pytest.raises(KitError, match=part) as caught:
        destination({**PARTS, **setting})
    assert caught.value.advice


def test_what_is_off_is_not_refused() -> None:
    off = {"ssh_tunnel": {"enable": False}, "stream_maps": {}, "flattening_enabled": True}
    assert destination({**PARTS, **off}) == destination(PARTS)


def test_certificates_as_files_and_as_text(tmp_path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("x")
    text = "-----BEGIN CERTIFICATE-----\nabc\n"
    found = destination(
        {
            **PARTS,
            "ssl_enable": True,
            "ssl_mode": "verify-ca",
            "ssl_certificate_authority": str(file),
            "ssl_client_certificate_enable": True,
            "ssl_client_certificate": text,
            "ssl_client_private_key": text,
            "ssl_storage_directory": str(tmp_path / "secrets"),
        }
    ).connection
    assert found["sslmode"] == "verify-ca"
    assert found["sslrootcert"] == str(file)
    key = tmp_path / "secrets" / "pkey.key"
    assert found["sslkey"] == str(key)
    assert key.read_text() == text
    assert key.stat().st_mode & 0o777 == 0o600
