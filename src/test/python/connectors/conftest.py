"""A PostgreSQL, and the real connectors where they are at hand."""

import sys
from collections.abc import Iterator

import cases
import pytest
import real

sys.path.insert(0, str(cases.REPOSITORY / "tools"))
import sides


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server."""
    with sides.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def connectors(
    postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[real.Connectors]:
    if real.missing():
        pytest.skip(real.missing())
    with real.installed(tmp_path_factory.mktemp("connectors"), postgres) as running:
        yield running
