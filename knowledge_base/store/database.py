"""Opening the store's database: SQLite in the data folder, or what a URL names; brought to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event

#: Milliseconds that a writer waits for another one.
BUSY = 10_000


def database_url(data: Path, configured: str = "") -> str:
    """The configured URL, else a file in the data folder."""
    return configured or f"sqlite:///{data / 'library.db'}"


def open_database(url: str) -> Engine:
    """An engine on a database that has the newest schema; made when it is not there.

    SQLite runs with a write-ahead log, so that readers never wait for a writer, and begins every transaction as a writer's
    (``BEGIN IMMEDIATE``): a transaction that reads and then writes cannot fail halfway because another wrote in between.
    """
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    migrate(engine)
    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Run the migrations that the database has not seen."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _prepare_sqlite(connection, _record) -> None:
    # The driver's own transaction handling is off: BEGIN comes from the listener above.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", f"busy_timeout={BUSY}", "foreign_keys=ON", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
