"""Runs the migrations on the connection that `rasid.store.migrate` hands over."""

from alembic import context

from rasid.store.schema import metadata

connection = context.config.attributes["connection"]
# One transaction for the whole way up: a store is at one version or another, never between.
context.configure(
    connection=connection, target_metadata=metadata, transactional_ddl=True, transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()
