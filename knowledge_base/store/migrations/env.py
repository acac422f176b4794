"""Alembic's entrance. The connection is handed over by ``knowledge_base.store.database.migrate``."""

from alembic import context

from knowledge_base.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
