"""What is tried again, how often, and after how long."""

from __future__ import annotations

import psycopg
import pytest
from dagster_project.files.retry import Backoff, passes, retrying
from psycopg import errors


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errors.DeadlockDetected(), True),
        (errors.SerializationFailure(), True),
        (errors.AdminShutdown(), True),
        (errors.CannotConnectNow(), True),
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (psycopg.OperationalError("connection refused"), True),
        (psycopg.OperationalError('FATAL: password authentication failed for user "x"'), False),
        (psycopg.OperationalError('FATAL: database "x" does not exist'), False),
        (errors.LockNotAvailable(), False),
        (errors.QueryCanceled(), False),
        (errors.DiskFull(), False),
        (errors.ConnectionFailure(), True),
        (errors.IoError(), True),
        (errors.ProgramLimitExceeded(), False),
        (errors.TooManyColumns(), False),
        (errors.ObjectNotInPrerequisiteState(), False),
        (errors.UniqueViolation(), False),
        (errors.InsufficientPrivilege(), False),
        (ValueError(), False),
    ],
)
def test_what_passes(error: Exception, expected: bool) -> None:
    assert passes(error) is expected


def test_waits_grow_to_a_limit() -> None:
    backoff = Backoff(first=1, factor=3, longest=10, spread=0)
    assert [backoff.wait(failed) for failed in (1, 2, 3, 4)] == [1, 3, 9, 10]
    spread = [Backoff(first=1, spread=0.5).wait(1) for _ in range(50)]
    assert min(spread) >= 0.5 and max(spread) <= 1.5 and len(set(spread)) > 1


def test_the_last_attempt_tells() -> None:
    slept: list[float] = []

    def work() -> None:
        raise errors.DeadlockDetected("again")

    with pytest.raises(errors.DeadlockDetected):
        retrying(work, Backoff(attempts=3, spread=0), sleep=slept.append)
    assert slept == [0.5, 1.0]
