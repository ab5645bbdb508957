"""Places for a journal: a folder, and a database of a PostgreSQL server that runs as long as the test session."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    with postgres.server() as running:
        yield running


@pytest.fixture
def postgres_url(postgres_server: postgres.Postgres) -> str:
    return postgres_server.database()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a fresh journal may live; every test that takes it runs on both databases."""
    if request.param == "sqlite":
        return str(tmp_path / "journal")
    return str(request.getfixturevalue("postgres_url"))
