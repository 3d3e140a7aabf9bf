"""Where target-postgres writes, from the settings as Meltano resolves them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project.singer.errors import KitError

SCHEMA = "melty"  # the target's own default
PORT = 5432
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
LOAD_METHODS = ("append-only", "upsert", "overwrite")
SINGER = "Leave this pipeline on the runner `singer`."


@dataclass(frozen=True)
class Destination:
    """A PostgreSQL as target-postgres is configured for it.

    Attributes:
        connection: the arguments of libpq, or `conninfo` with a URL.
        schema: where tables go; None where the name of the stream says it.
        add_record_metadata: whether tables have the `_sdc_*` columns.
        sanitize: whether a NUL becomes U+FFFD instead of an error.
        use_copy: whether the target loads by COPY, which writes times in UTC, where INSERT writes
            them in the time zone of the session.
    """

    connection: Mapping[str, str] = field(repr=False)
    schema: str | None = SCHEMA
    add_record_metadata: bool = True
    sanitize: bool = False
    use_copy: bool = False


def destination(config: Mapping[str, object], root: Path | None = None) -> Destination:
    """The destination of a target-postgres.

    Args:
        config: its settings with their values; what is not there has the target's default.
        root: where the target would run; paths of certificates are relative to it.

    Raises:
        KitError: the target would not start with these settings, or they ask for what only the
            target can do.
    """
    _refuse_singer_only(config)
    metadata = _true(config, "add_record_metadata", True)
    if _true(config, "activate_version", True) and not metadata:
        raise KitError(
            "target-postgres does not start with `activate_version` on and "
            "`add_record_metadata` off",
            "Set `activate_version: false` too.",
        )
    # With each of them it does the same: a stream with keys is upserted, one without is appended.
    method = str(config.get("load_method") or LOAD_METHODS[0])
    if method not in LOAD_METHODS:
        raise KitError(
            f"target-postgres has `load_method` set to `{method}`",
            f"It is one of {', '.join(LOAD_METHODS)}; the target does not start with another.",
        )
    schema = config.get("default_target_schema", SCHEMA)
    return Destination(
        connection=connection_arguments(config, root or Path()),
        schema=str(schema) if schema else None,
        add_record_metadata=metadata,
        sanitize=_true(config, "sanitize_null_text_characters", False),
        use_copy=_true(config, "use_copy", False),
    )


def connection_arguments(config: Mapping[str, object], root: Path) -> dict[str, str]:
    """The arguments of libpq for the settings of the target.

    Raises:
        KitError: a setting is missing or has a value that the target does not take.
    """
    url = config.get("sqlalchemy_url")
    if url:
        scheme, separator, rest = str(url).partition("://")
        if not separator or scheme.partition("+")[0] not in ("postgresql", "postgres"):
            raise KitError(
                "`sqlalchemy_url` of target-postgres is no URL of a PostgreSQL",
                "It begins with postgresql+psycopg://.",
            )
        return {"conninfo": f"postgresql://{rest}"}
    missing = [name for name in ("host", "user", "password") if config.get(name) is None]
    if missing:
        raise KitError(
            f"target-postgres has no value for {', '.join(f'`{name}`' for name in missing)}",
            "Set it in meltano.yml or by its variable, or set `sqlalchemy_url`.",
        )
    arguments = {
        "host": str(config["host"]),
        "port": str(config.get("port") or PORT),
        "user": str(config["user"]),
        "password": str(config["password"]),
    }
    if config.get("database"):
        arguments["dbname"] = str(config["database"])
    return {**arguments, **_encryption(config, root)}


def _encryption(config: Mapping[str, object], root: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    if _true(config, "ssl_enable", False):
        mode = str(config.get("ssl_mode") or "verify-full")
        if mode not in SSL_MODES:
            raise KitError(
                f"`ssl_mode` of target-postgres is `{mode}`",
                f"It is one of {', '.join(SSL_MODES)}.",
            )
        found["sslmode"] = mode
        found["sslrootcert"] = _file(config, root, "ssl_certificate_authority", "root.crt")
    if _true(config, "ssl_client_certificate_enable", False):
        found["sslcert"] = _file(config, root, "ssl_client_certificate", "cert.crt")
        found["sslkey"] = _file(config, root, "ssl_client_private_key", "pkey.key")
    return found


def _file(config: Mapping[str, object], root: Path, setting: str, name: str) -> str:
    """The path of a certificate; text is written where the target writes it."""
    value = str(config.get(setting) or "")
    if value and (root / value).is_file():
        return str(root / value)
    if "-----BEGIN" not in value:
        raise KitError(
            f"`{setting}` of target-postgres is neither a file nor a certificate",
            "Give the path of a file that exists; `~` does not stand for the home folder here.",
        )
    path = root / str(config.get("ssl_storage_directory") or ".secrets") / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(value, encoding="utf-8")
    except OSError as e:
        raise KitError(
            f"`{setting}` of target-postgres cannot be written to {path}: {e.strerror}",
            "Set `ssl_storage_directory` to a folder of the user who runs this.",
        ) from e
    return str(path)


def _refuse_singer_only(config: Mapping[str, object]) -> None:
    tunnel = config.get("ssh_tunnel")
    if isinstance(tunnel, Mapping) and tunnel.get("enable"):
        raise KitError(
            "target-postgres reaches its database through an SSH tunnel, which is not native",
            f"Open the tunnel yourself and set host and port to its end. Or: {SINGER}",
        )
    # Flattening finds nothing in the texts of a tap-csv, but a length of keys cuts their names.
    for setting in ("stream_maps", "flattening_max_key_length"):
        if config.get(setting):
            raise KitError(f"target-postgres has `{setting}` set, which is not native", SINGER)
    driver = str(config.get("dialect+driver") or "postgresql+psycopg")
    if driver.partition("+")[0] != "postgresql":
        raise KitError(f"target-postgres has `dialect+driver` set to `{driver}`", SINGER)


def _true(config: Mapping[str, object], setting: str, default: bool) -> bool:
    value = config.get(setting)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise KitError(
            f"`{setting}` of target-postgres is not true or false, but {value!r}",
            "The target does not start with that. Correct the setting, or give it `kind: boolean`.",
        )
    return value
