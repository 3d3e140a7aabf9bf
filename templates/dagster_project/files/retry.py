"""Which errors of the database pass by themselves, and how long to wait for that."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from psycopg import errors

T = TypeVar("T")

# The server asks for these to be tried again, or was going down or coming up. Other errors with a
# code stay as they are, such as a row that is too long; psycopg calls many of them operational, too.
PASSING = (
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.TooManyConnections,
    errors.IdleInTransactionSessionTimeout,
    errors.IdleSessionTimeout,
    errors.IoError,
)
LOST = "08"  # the class of codes of connections
# libpq gives no code for what the server answers before a session begins, nor for what this side
# has not enough of.
REFUSED = (
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    "does not exist",
    "certificate",
    "server does not support SSL",
    "out of memory",
    "cannot allocate memory",
)


@dataclass(frozen=True)
class Backoff:
    """How often something is tried, and the seconds between.

    Attributes:
        attempts: the first one included.
        first: seconds before the second attempt; each wait is `factor` times the one before.
        spread: part of a wait that is left to chance, so that two that met do not meet again.
    """

    attempts: int = 5
    first: float = 0.5
    factor: float = 2.0
    longest: float = 30.0
    spread: float = 0.5

    def wait(self, failed: int) -> float:
        """Seconds to wait after so many failed attempts."""
        seconds = min(self.longest, self.first * self.factor ** (failed - 1))
        return seconds * (1 + random.SystemRandom().uniform(-self.spread, self.spread))


def passes(error: BaseException) -> bool:
    """Tell whether the same work may succeed when it is done again."""
    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate:
        return isinstance(error, PASSING) or error.sqlstate.startswith(LOST)
    operational = isinstance(error, psycopg.OperationalError)
    return operational and not any(part in str(error) for part in REFUSED)


def retrying(
    work: Callable[[], T],
    backoff: Backoff = Backoff(),
    *,
    on_retry: Callable[[Exception, float], None] = lambda error, seconds: None,
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """Do something until it succeeds, fails for good, or has been tried often enough.

    Args:
        work: one transaction from begin to commit, with everything it reads.
        backoff: how often and when.
        on_retry: is told the error and the seconds until the next attempt.
        sleep: how to wait.
    """
    for failed in range(1, backoff.attempts + 1):
        try:
            return work()
        except psycopg.Error as e:
            if failed == backoff.attempts or not passes(e):
                raise
            seconds = backoff.wait(failed)
            on_retry(e, seconds)
            sleep(seconds)
    raise AssertionError("not reached")
