"""A store of our own texts with a desk over it, asked without a network."""

from __future__ import annotations

import atexit
import datetime as dt
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fastapi.testclient import TestClient

from rasid.analyse.pipeline import Pipeline
from rasid.model import Report, Source
from rasid.model.person import DeskRole
from rasid.run.incidents import Builder
from rasid.run.review import refresh
from rasid.store import Store
from rasid.web.app import create_app
from rasid.web.desk import SESSION

DAY = dt.date(2021, 3, 14)
FIRST = (
    "قصف على سوق دارة عزة\n"
    "قتل الطفل أحمد سالم وخمسة مدنيين 😀 وأصيب نحو عشرين آخرين الأحد في قصف مدفعي على سوق دارة عزة غربي حلب، وفق مصدر طبي.\n"
    "وقال متحدث باسم الجيش إن القوات الحكومية لم تقصف السوق."
)
SECOND = (
    "ارتفاع حصيلة قصف سوق دارة عزة\n"
    "ارتفعت إلى تسعة قتلى حصيلة القصف المدفعي على سوق دارة عزة غربي حلب الأحد، بحسب مصدر في الدفاع المدني."
)
OTHER = "اشتباكات في تعز\nقتل ثلاثة جنود في اشتباكات مع الحوثيين في تعز السبت، بحسب مصدر عسكري."
HOSTILE = (
    '<script>window.hacked=1</script> قتل \u202eأربعة\u202c مدنيين في <img src=x onerror=window.hacked=1> قصف على دمشق & "حلب".\r\n'
    "وقال شهود إن خ" + "\u0301\u0653" * 200 + "مسة أشخاص أصيبوا 𓀀 قرب لا إله إلا الله."
)
PASSWORD = "correct horse battery"
Held = tuple[Store, dict[str, str]]
"""A store, and the ids of its reports by the ids that they came with."""


def reports() -> list[Report]:
    """Three reports of two happenings, and a hostile one."""
    return [
        Report.make(FIRST, title="قصف على سوق دارة عزة", source=Source(name="Sondos", name_ar="سندس"), published=DAY, external_id="a"),
        Report.make(SECOND, source=Source(name="Ghouta", name_ar="الغوطة"), published=DAY + dt.timedelta(days=1), external_id="b"),
        Report.make(OTHER, source=Source(name="Taiz"), published=DAY, external_id="c"),
        Report.make(HOSTILE, source=Source(name='"><b>x'), url="javascript:alert(1)", published=DAY, external_id="h"),
    ]  # fmt: skip


def filled(path: Path | str, more: Iterable[Report] = ()) -> Held:
    """A store at a path or URL with these reports read and linked, and their ids by the ids that they came with."""
    further = list(more)
    if isinstance(path, Path) and not further:
        made, ids = _made()
        shutil.copyfile(made, path)
        return Store.open(path), dict(ids)
    return _filled(path, further)


def _filled(path: Path | str, more: Iterable[Report]) -> Held:
    store = Store.create(path)
    pipeline = Pipeline()
    store.add_run(pipeline.run)
    ids = {}
    for report in (*reports(), *more):
        store.save(report, pipeline(report))
        ids[report.external_id or ""] = report.id
    Builder(store).build()
    refresh(store)
    return store, ids


@cache
def _made() -> tuple[Path, dict[str, str]]:
    """The file that stores are copies of: it is read and linked once."""
    folder = Path(tempfile.mkdtemp(prefix="rasid-desks-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store, ids = _filled(folder / "s.sqlite", ())
    store.close()
    return folder / "s.sqlite", ids


def client(store: Store, *, names: bool = True, lang: str = "en") -> TestClient:
    """A browser on the desk, where nobody has to log in."""
    made = TestClient(create_app(store, names=names), base_url="http://localhost", follow_redirects=False)
    made.headers.update({"origin": "http://localhost", "accept-language": lang})
    return made


def logged_in(store: Store, name: str, role: DeskRole = DeskRole.REVIEWER, *, cleared: bool = True) -> TestClient:
    """The same for a person who was added and has logged in."""
    if store.people.get(name) is None:
        store.people.add(name, role=role, cleared=cleared, password=PASSWORD, by=name)
    made = client(store)
    made.cookies.set(SESSION, store.people.open_session(name))
    return made
