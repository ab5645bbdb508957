"""The first schema: entries, the day's beginning and end, and what earlier days hold of each source.

Nothing here is ever changed or removed: the database itself refuses UPDATE and DELETE (and TRUNCATE), and an INSERT that would
replace, skip or repeat. `console.chain` says what the hashes cover.
"""

from alembic import context, op

revision = "0001"
down_revision = None

_SEGMENT = """
CREATE TABLE @segment (
  hall TEXT NOT NULL, day TEXT NOT NULL, first_seq BIGINT NOT NULL, first_at DOUBLE PRECISION NOT NULL, previous $BLOB NOT NULL)
"""
"""One row: what this day is, and where in the chain it begins."""
_MARK = """
CREATE TABLE @mark (
  source TEXT NOT NULL, epoch TEXT NOT NULL, sseq BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (source, epoch))
"""
"""The highest number of each source that earlier days hold, so that nothing is written twice across midnight."""
_ENTRY = """
CREATE TABLE @entry (
  seq $SEQ PRIMARY KEY, at DOUBLE PRECISION NOT NULL, hall TEXT NOT NULL, source TEXT NOT NULL, epoch TEXT NOT NULL,
  sseq BIGINT NOT NULL, device_at DOUBLE PRECISION, kind TEXT NOT NULL, body $BLOB NOT NULL, hash $BLOB NOT NULL)
"""
_CLOSING = """
CREATE TABLE @closing (
  seq BIGINT NOT NULL, head TEXT NOT NULL, previous BIGINT NOT NULL, key TEXT NOT NULL, signature TEXT NOT NULL)
"""
"""One row once the day is over: a checkpoint of its last entry."""
_TABLES = (
    _SEGMENT,
    _MARK,
    _ENTRY,
    "CREATE UNIQUE INDEX entry_once ON @entry (source, epoch, sseq)",
    "CREATE INDEX entry_at ON @entry (at, seq)",
    _CLOSING,
)
_WRITTEN_ONCE = ("segment", "mark", "entry", "closing")

_SQLITE_NEXT_ONLY = """
CREATE TRIGGER entry_next_only BEFORE INSERT ON entry WHEN
  NEW.seq <> coalesce((SELECT max(seq) FROM entry), (SELECT first_seq - 1 FROM segment)) + 1
  OR EXISTS (SELECT 1 FROM mark WHERE source = NEW.source AND epoch = NEW.epoch AND sseq >= NEW.sseq)
  OR EXISTS (SELECT 1 FROM entry WHERE source = NEW.source AND epoch = NEW.epoch AND sseq = NEW.sseq)
BEGIN SELECT RAISE(ABORT, 'the journal takes the next entry only, and each once'); END
"""
_POSTGRES_NEXT_ONLY = """
CREATE FUNCTION @next_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF NEW.seq <> coalesce((SELECT max(seq) FROM @entry), (SELECT first_seq - 1 FROM @segment)) + 1
    OR EXISTS (SELECT 1 FROM @mark WHERE source = NEW.source AND epoch = NEW.epoch AND sseq >= NEW.sseq)
  THEN
    RAISE unique_violation USING MESSAGE = 'the journal takes the next entry only, and each once';
  END IF;
  RETURN NEW;
END $body$
"""
_POSTGRES_REFUSE = """
CREATE FUNCTION @refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN RAISE EXCEPTION 'the journal is append-only'; END $body$
"""


def upgrade() -> None:
    """Create the tables, and the triggers that keep them append-only."""
    schema = context.config.attributes["schema"]
    sqlite = schema is None
    words = {
        "@": "" if sqlite else f'"{schema}".',
        "$BLOB": "BLOB" if sqlite else "BYTEA",
        "$SEQ": "INTEGER" if sqlite else "BIGINT",
    }

    def run(statement: str) -> None:
        for word, meaning in words.items():
            statement = statement.replace(word, meaning)
        op.get_bind().exec_driver_sql(statement)

    for table in _TABLES:
        run(table)
    if sqlite:
        run(_SQLITE_NEXT_ONLY)
        for table in _WRITTEN_ONCE:
            for verb in ("UPDATE", "DELETE"):
                run(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
                )
        return
    run(_POSTGRES_NEXT_ONLY)
    run(_POSTGRES_REFUSE)
    run("CREATE TRIGGER entry_next_only BEFORE INSERT ON @entry FOR EACH ROW EXECUTE FUNCTION @next_only()")
    for table in _WRITTEN_ONCE:
        run(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON @{table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION @refuse()"
        )
