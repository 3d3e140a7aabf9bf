"""What PostgreSQL says, as an error that tells what to do."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager

import psycopg
import psycopg_pool
from psycopg import errors

from dagster_project.files.retry import passes
from dagster_project.singer.errors import KitError
from dagster_project.singer.redact import Redactor

ACCOUNT = "Check user and password of the target; a variable may be unset in this environment."
DATABASE = "Check the database of the target, or create it."
AGAIN = "It was tried several times. Run again; if it stays, see what else writes to the table."
LOST = (
    "Check that the server runs and can be reached from here, and run again: "
    "a file is loaded whole or not at all."
)
# The first that fits; a class of psycopg may be the parent of another.
CURES: tuple[tuple[type[psycopg.Error], str], ...] = (
    (errors.InvalidPassword, ACCOUNT),
    (
        errors.InvalidAuthorizationSpecification,
        "Check the user of the target, and pg_hba.conf of the server.",
    ),
    (errors.InvalidCatalogName, DATABASE),
    (
        errors.InsufficientPrivilege,
        "Grant the user of the target what is missing: USAGE and CREATE on the schema, SELECT, "
        "INSERT and UPDATE on the table, TEMPORARY on the database.",
    ),
    (
        errors.LockNotAvailable,
        "Another session holds the table; see pg_stat_activity and pg_blocking_pids(). Run "
        "again when it is done, or raise `lock_timeout_seconds` of the resource.",
    ),
    (
        errors.QueryCanceled,
        "Raise `statement_timeout_seconds` of the resource if the load is meant to take that "
        "long, or see pg_stat_activity for what it waited for.",
    ),
    (
        errors.StringDataRightTruncation,
        "The column of the existing table is too short. Widen it; target-postgres fails on the "
        "same value.",
    ),
    (
        errors.NotNullViolation,
        "The existing table wants a value in a column that the file leaves empty. Correct the "
        "file or the table.",
    ),
    (
        errors.UniqueViolation,
        "Another unique index of the existing table refuses the row. Correct the file or the "
        "table.",
    ),
    (
        errors.CardinalityViolation,
        "Two keys of the file are different as text and equal to the key column of the table "
        "(its type or collation). Correct the file.",
    ),
    (
        psycopg.IntegrityError,
        "A constraint of the existing table refuses the row. Correct the file or the table.",
    ),
    (
        errors.UntranslatableCharacter,
        "The database has an encoding without that character; one in UTF8 has all.",
    ),
    (
        psycopg.DataError,
        "A value does not fit the column of the existing table. Correct the file or the table; "
        "target-postgres fails on the same value.",
    ),
    (
        errors.TooManyColumns,
        "A table of PostgreSQL has at most 1,600 columns, and a load needs one for itself.",
    ),
    (
        errors.ProgramLimitExceeded,
        "A value is too long for a key (about 2,700 bytes), or the values of a row are too many. "
        "Correct the file; target-postgres fails on the same row.",
    ),
    (
        errors.ObjectNotInPrerequisiteState,
        "See what it says; a table that is published and has no primary key takes no updates.",
    ),
    (errors.DiskFull, "Make room on the server, and run again: nothing of the file is loaded."),
    (errors.DeadlockDetected, AGAIN),
    (errors.SerializationFailure, AGAIN),
    (
        errors.ReadOnlySqlTransaction,
        "The server is a standby or was set to read only. Set the host of the primary.",
    ),
)


@contextmanager
def explained(secrets: Iterable[str] = ()) -> Generator[None, None, None]:
    """Turn an error of the database into one for people.

    Args:
        secrets: what must not be in the message.

    Raises:
        KitError: for every error of psycopg.
    """
    try:
        yield
    except (psycopg.Error, psycopg_pool.PoolTimeout) as e:
        raise explain(e, secrets) from e


def explain(error: Exception, secrets: Iterable[str] = ()) -> KitError:
    """An error of psycopg with its cure."""
    state = getattr(error, "sqlstate", None)
    advice = next((cure for kind, cure in CURES if isinstance(error, kind)), "")
    text = str(error).strip() or type(error).__name__
    if not advice:
        # libpq has no code for what goes wrong before it is connected.
        if "password authentication failed" in text or "no password supplied" in text:
            advice = ACCOUNT
        elif "database" in text and "does not exist" in text:
            advice = DATABASE
        elif passes(error) or (not state and isinstance(error, psycopg.OperationalError)):
            advice = LOST
    code = f" [{state}]" if state else ""
    return KitError(Redactor(secrets).text(f"PostgreSQL{code}: {text}"), advice)
