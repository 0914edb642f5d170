"""Making a release: its files are written first, with what they leave out or rest on a guess; then it is put on record for good."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import msgspec

from rasid.config import data_folder
from rasid.errors import StoreError, UsageError
from rasid.export.incidents import WRITERS, Claims, Told
from rasid.export.losses import Losses, guarded
from rasid.model import DateBasis, EventType, Release, ReleaseFile, ReleaseLoss, Rule
from rasid.run.views import accounts, listed
from rasid.store import IncidentFilter, Store
from rasid.store.releases import told_of

FORMS = tuple(WRITERS)
WIDE_KM = 20.0
"""A point with a radius of so much or more stands for an area: a governorate, the land round a town."""
_DRAFT = ".draft-"
_TOLD = ".told.json"
"""In the folder of a draft, what it is."""
_UNFINISHED = 24 * 3600.0
"""Seconds after which nobody is writing a draft any more."""
_FIRM = frozenset({DateBasis.EXPLICIT, DateBasis.COMPLETED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is to be in a release, and how it is counted."""

    rule: Rule = Rule.AIRWARS
    """The rule of the estimates."""
    forms: tuple[str, ...] = ("csv",)
    """Formats of the table of incidents, of `FORMS`."""
    wanted: IncidentFilter = field(default_factory=IncidentFilter)
    """Which incidents."""
    add: bool = False
    """Whether numbers that one source sets beside each other are added up."""
    bom: bool = False
    """Whether CSV begins with a byte order mark, by which Excel knows UTF-8."""
    clear_names: bool = False
    """Whether names of victims and witnesses stand in it; they are covered without this."""

    def told(self) -> dict[str, Any]:
        """As the record of the release has it."""
        wanted = self.wanted
        return {
            "rule": self.rule.value,
            "forms": list(self.forms),
            "add": self.add,
            "bom": self.bom,
            "clear_names": self.clear_names,
            "since": wanted.since.isoformat() if wanted.since else None,
            "until": wanted.until.isoformat() if wanted.until else None,
            "undated": wanted.undated,
            "types": [EventType(type_).value for type_ in wanted.types],
            "country": wanted.country,
            "reports": wanted.reports,
        }


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """Files that are written and not yet released."""

    folder: Path
    """Where they are."""
    by: str = ""
    """Whose draft it is, once it is kept."""
    settings: Settings
    """How they were made."""
    files: tuple[ReleaseFile, ...]
    """Their names, hashes and sizes."""
    losses: tuple[ReleaseLoss, ...]
    """What they leave out."""
    guesses: tuple[ReleaseLoss, ...]
    """What in them rests on more than the words of a report."""
    counts: dict[str, int]
    """How many incidents, claims and reports are in them."""
    items: dict[str, dict[str, Any]]
    """The incidents, as releases are compared."""


def folder_of(store: Store) -> Path:
    """Where the files of a store's releases are kept: in the data folder, each store by itself."""
    return data_folder() / "releases" / hashlib.sha256(store.where.encode()).hexdigest()[:12]


def prepare(
    store: Store,
    settings: Settings,
    *,
    root: Path | None = None,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Prepared:
    """Writes the files of a release into a folder of their own. ``told(done, of)`` hears how far it is. Raises UsageError for
    settings that give nothing, StoreError where the files cannot be written."""
    if not settings.forms or set(settings.forms) - set(FORMS):
        raise UsageError(f"which formats? there are {', '.join(FORMS)}")
    root = root or folder_of(store)
    try:
        root.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=root))
    except OSError as error:
        raise StoreError(f"files of releases cannot be kept in {root}: {error.strerror or error}") from error
    try:
        return _written(store, settings, folder, told)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreError(f"files cannot be written in {folder}: {error.strerror or error}") from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


class _Watched:
    """Incidents on their way into a file: counted, with what is guessed in them."""

    def __init__(self, of: int, told: Callable[[int, int], None]) -> None:
        self.guesses = Losses()
        self.seen: set[str] = set()
        self.reports: set[str] = set()
        self._of, self._told, self._done = of, told, 0

    def __call__(self, incidents: Iterable[Told], *, first: bool) -> Iterator[Told]:
        for account, records in incidents:
            self._done += 1
            self._told(self._done, self._of)
            if first:
                self.seen.add(account.incident.id)
                self.reports.update(account.reports)
                self._guessed(account, records)
            yield account, records

    def _guessed(self, account: Any, records: Any) -> None:
        incident = account.incident
        events = {(report.id, event.id): event for report, analysis in records for event in analysis.events}
        found = [events[key.report_id, key.event] for key in incident.events if (key.report_id, key.event) in events]
        bases = {event.when.basis for event in found if event.when is not None and event.when.resolved}
        if incident.first is not None and bases and not bases & _FIRM:
            self.guesses.add(
                "date", "the day is counted from the day of publication (yesterday, on Sunday) or from another event"
            )
        if incident.radius_km is not None and incident.radius_km >= WIDE_KM:
            self.guesses.add("point", f"the point stands for an area: it may have been {WIDE_KM:g} km away or more")
        if incident.when is not None and incident.when.against:
            self.guesses.add("days", "some of its reports tell other days; the day best borne out is given")
        if incident.where is not None and incident.where.against:
            self.guesses.add("place", "some of its reports tell another place; the place best borne out is given")


def _written(store: Store, settings: Settings, folder: Path, told: Callable[[int, int], None]) -> Prepared:
    asked = sum(1 for _ in listed(store, settings.wanted))
    with store.linked() as tables:
        every = tables.count()
    losses = Losses()
    losses.add("incident", "incidents that the filters leave out", every - asked)
    watched = _Watched(asked * len(settings.forms), told)
    names = []
    claims = 0
    for number, form in enumerate(settings.forms):
        first = number == 0
        own = losses if first else Losses()
        guard = partial(guarded, losses=own, protect_names=not settings.clear_names)
        found = watched(accounts(store, settings.wanted, settings.rule, add=settings.add, shown=guard), first=first)
        options: dict[str, Any] = {"bom": settings.bom} if form == "csv" else {}
        name = f"incidents.{form}"
        with _open(folder / name) as out:
            if first:
                with _open(folder / "claims.csv") as beside:
                    table = Claims(beside, losses, bom=settings.bom)
                    WRITERS[form](found, out, losses, claims=table, **options)
                    claims = table.count
                names.append("claims.csv")
            else:
                WRITERS[form](found, out, own, **options)
                known = {(loss.field, loss.reason) for loss in losses}
                for loss in own:
                    if (loss.field, loss.reason) not in known:
                        losses.add(loss.field, loss.reason, loss.count)
        names.append(name)
    left = tuple(ReleaseLoss(**msgspec.structs.asdict(loss)) for loss in losses)
    guessed = tuple(ReleaseLoss(**msgspec.structs.asdict(loss)) for loss in watched.guesses)
    told_losses = msgspec.json.format(
        msgspec.json.encode({"settings": settings.told(), "left_out": left, "guessed": guessed}), indent=2
    )
    (folder / "losses.json").write_bytes(told_losses + b"\n")
    names.append("losses.json")
    return Prepared(
        folder=folder,
        settings=settings,
        files=tuple(_file(folder / name) for name in sorted(names)),
        losses=left,
        guesses=guessed,
        counts={"incidents": len(watched.seen), "claims": claims, "reports": len(watched.reports)},
        items={card.id: told_of(card) for card in store.cards.all() if card.id in watched.seen},
    )


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _file(path: Path) -> ReleaseFile:
    return ReleaseFile(name=path.name, sha256=sha256_of(path), size=path.stat().st_size)


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes. Raises OSError where it cannot be read."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def keep(prepared: Prepared, *, by: str) -> None:
    """Writes down what a draft is, beside its files: `kept` finds it again, whatever became of this program."""
    told = msgspec.structs.replace(prepared, by=by)
    (prepared.folder / _TOLD).write_bytes(msgspec.json.encode(told, enc_hook=str))


def kept(store: Store, *, by: str) -> Prepared | None:
    """The newest draft of a person, None where there is none. Files of drafts that were never finished are taken away after
    a day."""
    root = folder_of(store)
    found: list[tuple[float, Path, Prepared]] = []
    for folder in root.glob(f"{_DRAFT}*") if root.is_dir() else ():
        try:
            written = (folder / _TOLD).stat().st_mtime
            told = msgspec.json.decode((folder / _TOLD).read_bytes(), type=Prepared, dec_hook=_path)
        except FileNotFoundError:
            if time.time() - folder.stat().st_mtime > _UNFINISHED:
                shutil.rmtree(folder, ignore_errors=True)
            continue
        except (OSError, msgspec.MsgspecError):  # of an older version, or not ours to read
            continue
        if told.by == by:
            found.append((written, folder, told))
    if not found:
        return None
    _, folder, told = max(found, key=lambda one: one[:2])
    # It stands where it is found: the data folder may have been moved.
    return msgspec.structs.replace(told, folder=folder)


def _path(kind: type, raw: Any) -> Any:
    return kind(raw)


def discard(prepared: Prepared) -> None:
    """Takes the files of a draft away."""
    shutil.rmtree(prepared.folder, ignore_errors=True)


def next_id(store: Store, *, today: dt.date | None = None) -> str:
    """A name for the next release: the month, with a number where that is taken."""
    month = f"{today or dt.datetime.now(dt.UTC).date():%Y-%m}"
    root = folder_of(store)
    # Files may lie there of a store that stood at the same place before.
    left = {folder.name for folder in root.iterdir()} if root.is_dir() else set()
    taken = {release.id for release in store.releases.listed()} | left
    return next(name for n in range(1, len(taken) + 2) if (name := month if n == 1 else f"{month}.{n}") not in taken)


def publish(store: Store, prepared: Prepared, id_: str, *, by: str, title: str = "", note: str = "") -> Release:
    """Puts a release on record, in the ledger too, and its files where they stay. Raises UsageError for a name that is taken or
    none, and where a file is not as it was written."""
    for file in prepared.files:
        if not (prepared.folder / file.name).is_file() or sha256_of(prepared.folder / file.name) != file.sha256:
            raise UsageError(f"the file {file.name} is not there as it was written; prepare the release again")
    where = prepared.folder.parent / id_
    if where.exists():
        raise UsageError(f"there are files of a release {id_} in {where.parent} already; give another name")
    release = store.releases.add(
        id_,
        by=by,
        settings=prepared.settings.told(),
        files=prepared.files,
        items=prepared.items,
        losses=(*prepared.losses, *(msgspec.structs.replace(g, field=f"guessed:{g.field}") for g in prepared.guesses)),
        counts=prepared.counts,
        title=title,
        note=note,
    )
    (prepared.folder / _TOLD).unlink(missing_ok=True)
    prepared.folder.replace(where)
    return release


def file_of(store: Store, release: Release, name: str) -> Path | None:
    """Where a file of a release is; None where the release has none of that name, or it is gone."""
    if name not in {file.name for file in release.files}:
        return None
    path = folder_of(store) / release.id / name
    return path if path.is_file() else None


def states(store: Store, release: Release) -> dict[str, str]:
    """By file of a release, whether it is still what was released: "as released", "altered" or "gone"."""
    out = {}
    for file in release.files:
        path = file_of(store, release, file.name)
        if path is None:
            out[file.name] = "gone"
        else:
            out[file.name] = "as released" if sha256_of(path) == file.sha256 else "altered"
    return out
