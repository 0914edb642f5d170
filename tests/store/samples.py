"""Records written by hand for the tests of the store and of what is exported from it, and strategies that make others."""

import datetime as dt
import types
import typing
from enum import StrEnum

import msgspec
from hypothesis import strategies as st

from rasid.model import (
    Act,
    Analysis,
    Argument,
    CasualtyClaim,
    Certainty,
    CountKind,
    CountRange,
    DateBasis,
    DateInterval,
    Event,
    EventMention,
    EventType,
    Evidence,
    Granularity,
    Group,
    Mention,
    Outcome,
    PlaceKind,
    PlacePrecision,
    PlaceReference,
    Problem,
    PublishedBasis,
    Realis,
    Relation,
    RelationType,
    Report,
    Role,
    Run,
    Salience,
    Scope,
    Source,
    SourceKind,
    Span,
    SpeakerKind,
    Statement,
)
from rasid.text.normal import fold
from rasid.text.sentences import sentences

TEXT = (
    "قصفٌ على إدلب يوقع سبعة قتلى\n"
    "قُتل سبعة مدنيين بينهم الطفل يزن الحوراني في غارة على سوق بنّش أمس، وأصيب نحو عشرين، وفق الدفاع المدني. "
    "وقال الشاهد هيثم الدروبي إن طائرة حربية قصفت السوق مرتين. ونفى الجيش مقتل مدنيين. "
    "وقبل ذلك دارت اشتباكات بين الفصيلين ببغداد لم توقع إصابات، وتحدث ناشط عن توقيف =اثني عشر شخصا. "
    "وكان يزن الحوراني، المعروف بالحوراني الصغير، في طريقه إلى المدرسة."
)
SOURCE = Source(name="Sada", name_ar="صدى", kind=SourceKind.WEBSITE, country="SY", url="https://sada.example/")
RUN = Run(
    id="run1",
    rasid="0.1.0",
    components=("quantities/1", "events/2"),
    data={"triggers.toml": "ab" * 32},
    config_sha256="cd" * 32,
    started_at=dt.datetime(2024, 5, 2, 8, tzinfo=dt.UTC),
)


def report(text: str = TEXT, **fields: typing.Any) -> Report:
    """A report of our outlet, of 2 May 2024."""
    given = {
        "title": text.split("\n", 1)[0],
        "source": SOURCE,
        "url": "https://sada.example/1",
        "published": dt.date(2024, 5, 2),
        "published_basis": PublishedBasis.META,
        "external_id": "a1",
        "origin": "a1.txt",
        "sentences": tuple(sentences(text)),
    }
    return Report.make(text, **{**given, **fields})


def words(of: Report, quote: str, nth: int = 1) -> Evidence:
    """The evidence of the ``nth`` place where ``quote`` stands."""
    at = -1
    for _ in range(nth):
        at = of.text.index(quote, at + 1)
    return Span(at, at + len(quote)).evidence(of.id, of.text)


def analysis(of: Report, *, run: str = RUN.id) -> Analysis:
    """What a good reading of `TEXT` finds: a strike with a total, a part, an injured count and a denial; a clash
    without casualties; arrests; a witness by name."""

    def ev(quote: str, nth: int = 1) -> Evidence:
        return words(of, quote, nth)

    def place(quote: str, nth: int = 1, **fields: typing.Any) -> Argument:
        return Argument(
            role=Role.PLACE, evidence=ev(quote, nth), label=fields.get("name_en"), place=PlaceReference(**fields)
        )

    def exact(n: int) -> CountRange:
        return CountRange(low=n, high=n, kind=CountKind.EXACT)

    strike = Event(
        id="e1",
        type=EventType.AIR_STRIKE,
        realis=Realis.ACTUAL,
        salience=Salience.MAIN,
        trigger=ev("غارة"),
        mentions=(EventMention(evidence=ev("قصفٌ"), type=EventType.SHELLING, realis=Realis.ACTUAL),),
        arguments=(
            place(
                "إدلب",
                kind=PlaceKind.GOVERNORATE,
                country="SY",
                precision=PlacePrecision.GOVERNORATE,
                chosen="g1",
                lat=35.8,
                lon=36.6,
                radius_km=60.0,
                name_en="Idlib Governorate",
            ),
            place(
                "بنّش",
                kind=PlaceKind.TOWN,
                country="SY",
                precision=PlacePrecision.TOWN,
                chosen="g2",
                lat=35.957,
                lon=36.714,
                radius_km=2.0,
                name_en="Binnish",
            ),
            Argument(role=Role.TARGET, evidence=ev("سوق بنّش"), label="Binnish market"),
            Argument(role=Role.TIME, evidence=ev("أمس")),
        ),
        when=DateInterval(
            start=dt.date(2024, 5, 1),
            end=dt.date(2024, 5, 1),
            granularity=Granularity.DAY,
            basis=DateBasis.RELATIVE,
            evidence=(ev("أمس"),),
        ),
    )
    clash = Event(
        id="e2",
        type=EventType.ARMED_CLASH,
        realis=Realis.ACTUAL,
        salience=Salience.BACKGROUND,
        trigger=ev("اشتباكات"),
        arguments=(
            Argument(role=Role.PARTY, evidence=ev("الفصيلين"), label="the two factions", actor="two-factions"),
            place("بغداد", kind=PlaceKind.CITY, country="IQ", precision=PlacePrecision.UNRESOLVED),
        ),
    )
    arrests = Event(
        id="e3",
        type=EventType.ARREST,
        realis=Realis.ALLEGED,
        salience=Salience.SECONDARY,
        trigger=ev("توقيف"),
        parent="e2",
    )
    return Analysis(
        report_id=of.id,
        run=run,
        relevant=True,
        relevance=0.93,
        lead_event="e1",
        sentences=of.sentences,
        events=(strike, clash, arrests),
        casualties=(
            CasualtyClaim(
                id="c1",
                event="e1",
                outcome=Outcome.KILLED,
                count=exact(7),
                evidence=ev("سبعة", 2),
                who=ev("مدنيين"),
                groups=(Group.CIVILIAN,),
                source="s1",
            ),
            CasualtyClaim(
                id="c2",
                event="e1",
                outcome=Outcome.KILLED,
                count=exact(1),
                evidence=ev("الطفل يزن الحوراني"),
                who=ev("الطفل يزن الحوراني"),
                groups=(Group.CHILD,),
                part_of="c1",
                source="s1",
            ),
            CasualtyClaim(
                id="c3",
                event="e1",
                outcome=Outcome.INJURED,
                count=CountRange(low=20, high=20, kind=CountKind.ABOUT, approx=True, raw="نحو عشرين"),
                evidence=ev("عشرين"),
                source="s1",
            ),
            CasualtyClaim(
                id="c4",
                event="e1",
                outcome=Outcome.KILLED,
                count=CountRange(low=2, high=None, kind=CountKind.VAGUE),
                evidence=ev("مدنيين", 2),
                source="s3",
                certainty=Certainty.DENIED,
            ),
            CasualtyClaim(id="c5", event="e2", outcome=Outcome.NONE, count=exact(0), evidence=ev("لم توقع إصابات")),
            CasualtyClaim(
                id="c6",
                event="e3",
                outcome=Outcome.DETAINED,
                count=exact(12),
                evidence=ev("=اثني عشر"),
                scope=Scope.PERIOD,
                certainty=Certainty.HEDGED,
            ),
        ),
        statements=(
            Statement(
                id="s1",
                speaker=ev("الدفاع المدني"),
                kind=SpeakerKind.RESCUE,
                act=Act.STATES,
                cue=ev("وفق"),
                about=("e1", "c1"),
            ),
            Statement(
                id="s2",
                speaker=ev("الشاهد هيثم الدروبي"),
                kind=SpeakerKind.WITNESS,
                act=Act.STATES,
                label="Haitham al-Droubi",
                about=("e1",),
            ),
            Statement(id="s3", speaker=ev("الجيش"), kind=SpeakerKind.MILITARY, act=Act.DENIES, about=("c4",), via="s1"),
        ),
        relations=(Relation(type=RelationType.LOCATED_IN, a=ev("سوق"), b=ev("بنّش")),),
        mentions=(
            Mention(kind="place", evidence=ev("إدلب"), normal=fold("إدلب"), entity="g1", component="places/1"),
            Mention(kind="person", evidence=ev("هيثم الدروبي"), normal=fold("هيثم الدروبي"), component="actors/1"),
        ),
        problems=(
            Problem(code="place-unresolved", message="بغداد could be two places", item="بغداد", component="places"),
        ),
    )


def kind_of(annotation: typing.Any) -> st.SearchStrategy[typing.Any]:
    """Values of any type that the model uses."""
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*(kind_of(part) for part in args))
    if origin is tuple:
        return st.lists(kind_of(args[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(TEXTS, kind_of(args[1]), max_size=2)
    if annotation is type(None):
        return st.none()
    if annotation is str:
        return TEXTS
    if annotation is int:
        return st.integers(0, 2**63 - 1)
    if annotation is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if annotation is Span:
        return st.tuples(st.integers(0, 300), st.integers(0, 99)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
    if annotation is Evidence:
        return st.builds(evidence_at, kind_of(Span), TEXTS)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return st.sampled_from(list(annotation))
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        hints = typing.get_type_hints(annotation)
        return st.builds(annotation, **{name: st.deferred(lambda name=name: kind_of(hints[name])) for name in hints})
    return {bool: st.booleans(), dt.date: st.dates(), dt.datetime: st.datetimes(timezones=st.just(dt.UTC))}[annotation]


def evidence_at(span: Span, quote: str) -> Evidence:
    return Evidence(report_id="r", start=span.start, end=span.end, quote=quote, prefix=quote[1:], suffix=quote[:1])


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


def unique(found: Analysis) -> Analysis:
    """The same with ids that are unique, as the model says they are."""

    def numbered(items: tuple[typing.Any, ...], letter: str) -> tuple[typing.Any, ...]:
        return tuple(msgspec.structs.replace(item, id=f"{letter}{n}") for n, item in enumerate(items, 1))

    return msgspec.structs.replace(
        found,
        events=numbered(found.events, "e"),
        casualties=numbered(found.casualties, "c"),
        statements=numbered(found.statements, "s"),
    )
