"""Runs the migrations on the connection that the journal hands over, inside the journal's own transaction."""

from alembic import context

_attributes = context.config.attributes
context.configure(
    connection=_attributes["connection"],
    version_table_schema=_attributes["schema"],
    transactional_ddl=True,
)
context.run_migrations()
