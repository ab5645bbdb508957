"""Alembic's migrations of one day of the journal, the same for SQLite and PostgreSQL."""
