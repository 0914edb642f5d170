"""Files, folders, globs, "-" and URLs -> the single items to be read."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator

from rasid.ingest.make import problem
from rasid.ingest.problems import Code
from rasid.model import Problem

STDIN = "-"


def items_of(target: str) -> Iterator[str | Problem]:
    """The items of a target in the order of their names; a Problem for what cannot be looked at or holds none. Hidden
    files (.name) and those that editors leave (~name, name~) are no items of a folder."""
    if target == STDIN or is_url(target):
        yield target
        return
    try:
        if os.path.isdir(target):
            yield from _folder(target)
        elif os.path.lexists(target):
            yield target
        elif glob.has_magic(target):
            yield from _matching(target)
        else:
            yield problem(
                Code.NOT_FOUND, "there is no such file or folder; see to the spelling of the path", shown(target)
            )
    except (OSError, ValueError) as error:
        yield problem(Code.NOT_FOUND, f"it cannot be looked at: {error}", shown(target))


def bytes_of(targets: Iterable[str]) -> int | None:
    """Bytes of all the files that targets lead to; None where one of them is a stream, whose end nobody knows."""
    total = 0
    for target in targets:
        if target == STDIN or is_url(target):
            return None
        for item in items_of(target):
            if isinstance(item, str):
                try:
                    total += os.path.getsize(item)
                except OSError:  # told as a Problem when its turn comes
                    continue
    return total


def is_url(target: str) -> bool:
    scheme, mark, _ = target.partition("://")
    return bool(mark) and scheme.isascii() and scheme.isalpha()


def shown(path: str) -> str:
    """A path as it can be printed and stored: bytes of a name that are no UTF-8 as escapes."""
    return path.encode("utf-8", "backslashreplace").decode()


def _matching(pattern: str) -> Iterator[str | Problem]:
    found = sorted(name for name in glob.iglob(pattern, recursive=True) if not os.path.isdir(name))
    if not found:
        yield problem(
            Code.NO_FILES,
            "no file matches; put the pattern in quotes where the shell should leave it alone",
            shown(pattern),
        )
    yield from found


def _folder(top: str) -> Iterator[str | Problem]:
    """Walked by hand, folder by folder, so that an order holds and nothing unreadable is passed over in silence."""
    count = 0
    for entry in _walk(top):
        count += 1
        yield entry
    if not count:
        yield problem(Code.NO_FILES, "the folder holds no file to be read", shown(top))


def _walk(folder: str) -> Iterator[str | Problem]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield problem(
            Code.UNREADABLE,
            f"the folder cannot be read: {error.strerror or error}; see to its permissions",
            shown(folder),
        )
        return
    for entry in entries:
        if entry.name.startswith((".", "~")) or entry.name.endswith("~"):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)
        elif entry.is_dir() or not (entry.is_file() or entry.is_symlink()):
            mode = entry.stat(follow_symlinks=False).st_mode
            what = "a link to a folder, which is not followed" if stat.S_ISLNK(mode) else "no regular file"
            yield problem(Code.UNREADABLE, f"it is {what}; name it by itself", shown(entry.path))
        else:
            yield entry.path
