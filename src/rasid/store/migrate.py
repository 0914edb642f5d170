"""Versions of a store: which one it has, and the way up to this program's."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Any

import sqlalchemy as sa

from rasid.errors import StoreError

HEAD = "0006"
"""The newest version this program knows; versions are numbers, written with four digits."""
EXTRA_VERSIONS: list[str] = []
"""Further folders of migrations, for the tests of an upgrade."""


def version(connection: sa.Connection) -> str | None:
    """The version of the tables, or None where there are none of ours."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def is_empty(connection: sa.Connection) -> bool:
    """Whether the database has no tables at all, as a file just made."""
    return not sa.inspect(connection).get_table_names()


def check(found: str | None, where: str) -> bool:
    """Whether a store of version ``found`` has to be upgraded. Raises StoreError for a foreign or a newer one."""
    if found is None or not found.isdigit():
        raise StoreError(f"{where} is a database, but not a store of Rasid; give the path of a store, or of a new file")
    if int(found) > int(HEAD):
        raise StoreError(
            f"the store {where} is of version {int(found)}, this program knows versions up to {int(HEAD)}: "
            "install a newer Rasid (pip install -U rasid) and open it with that; it was left as it is"
        )
    return int(found) < int(HEAD)


def upgrade(connection: sa.Connection) -> None:
    """Brings the tables up to the newest version, in the transaction that ``connection`` is in."""
    from alembic import command
    from alembic.config import Config

    with as_file(files("rasid.store") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "newline")
        config.set_main_option(
            "version_locations", "\n".join([str(folder / "versions"), *EXTRA_VERSIONS]).replace("%", "%%")
        )
        attributes: dict[Any, Any] = config.attributes
        attributes["connection"] = connection
        command.upgrade(config, HEAD)
