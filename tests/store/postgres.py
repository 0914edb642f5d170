"""A PostgreSQL of the tests' own: made in a temporary folder, on a free port of this machine, and gone when they end."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

# What is lost when the machine stops is of no use here, so nothing waits for the disk.
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
"""
# The pipe closes when the tests end, however they end: killed too.
CLEAN_UP = 'read -r _; "$1/pg_ctl" -D "$2/data" -m immediate stop; rm -rf "$2"'


class NoPostgreSQL(Exception):
    """There is no server here, and why."""


def programs() -> Path:
    """The folder of initdb and pg_ctl. Debian keeps them off the PATH, a folder for each version."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else list(Path("/usr/lib/postgresql").glob("*/bin"))
    whole = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    if not whole:
        raise NoPostgreSQL("PostgreSQL is not installed: apt-get install postgresql, or set RASID_TEST_POSTGRES")
    return max(whole, key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()])


@contextmanager
def server() -> Iterator[sa.URL]:
    """The address of a server just started, as its superuser. Raises NoPostgreSQL where it cannot be."""
    folder_of_programs = programs()
    who: dict[str, Any] = {}
    if os.geteuid() == 0:  # a server refuses to run as root
        who = {"user": "postgres", "group": "postgres", "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="rasid-postgres-"))

    def run(program: str, *options: str | Path) -> None:
        done = subprocess.run(
            [folder_of_programs / program, "-D", folder / "data", *options],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **who,
        )  # fmt: skip
        if done.returncode:
            log = folder / "log"
            raise NoPostgreSQL(f"{program} failed: {done.stdout}{log.read_text() if log.exists() else ''}")

    password = secrets.token_hex()
    (folder / "password").write_text(password)
    try:
        if who:
            for path in (folder, folder / "password"):
                shutil.chown(path, who["user"], who["group"])
        cleaner = subprocess.Popen(
            ["sh", "-c", CLEAN_UP, "sh", folder_of_programs, folder],
            cwd="/", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, **who,
        )  # fmt: skip
    except (LookupError, PermissionError) as error:
        shutil.rmtree(folder)
        raise NoPostgreSQL(f"PostgreSQL needs the user postgres here, and to become it: {error}") from error
    try:
        run("initdb", "-U", "tests", "-A", "scram-sha-256", "--pwfile", folder / "password", "-E", "UTF8", "--no-sync")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with (folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(port=port))
        run("pg_ctl", "-w", "-l", folder / "log", "start")
        yield sa.URL.create("postgresql", "tests", password, "127.0.0.1", port, "postgres")
    finally:
        cleaner.communicate()
