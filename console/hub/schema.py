"""The version of a day's schema: asks for it, and brings an older day up to this program's (Alembic). Holds no schema itself."""

import functools
from pathlib import Path

from sqlalchemy import Connection

from console.fault import HallFault

MIGRATIONS = Path(__file__).with_name("migrations")


@functools.cache
def _known(migrations: Path) -> tuple[str, ...]:
    """Versions, the oldest first: `versions/v0001_journal.py` leads to 0001."""
    return tuple(sorted(path.name[1:5] for path in (migrations / "versions").glob("v[0-9][0-9][0-9][0-9]_*.py")))


def newest() -> str:
    """The version that this program writes."""
    return _known(MIGRATIONS)[-1]


def refuse_newer(version: str, place: str) -> None:
    """Raise HallFault for a version that this program does not know."""
    if version not in _known(MIGRATIONS):
        raise HallFault(f"{place} was written by a newer hallwatch (schema {version})", "install that version, or a newer one")


def version(connection: Connection, prefix: str = "") -> str:
    """The version of the day that `connection` is open on."""
    found = connection.exec_driver_sql(f"SELECT version_num FROM {prefix}alembic_version").scalar()  # noqa: S608 (own prefix)
    return str(found)


def prepare() -> None:
    """Load what `upgrade` needs, so that a new day does not wait for it at midnight; from any thread."""
    from alembic import command  # noqa: F401, PLC0415


def upgrade(connection: Connection, schema: str | None) -> None:
    """Bring a new or older day up to `newest`, in the transaction of `connection`; `schema` is None for SQLite."""
    # A third of a start's time, for what is needed once a day: whoever opens a day of this version does without.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["schema"] = schema
    command.upgrade(config, "head")
