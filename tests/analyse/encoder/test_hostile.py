"""Whatever the network says, and of whatever text: bounded windows, quotes that stand in the text, no failure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.analyse.annotations import annotation
from rasid.analyse.document import Document
from rasid.analyse.encoder.blend import Blend
from rasid.analyse.encoder.compose import compose
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.encoded import encode
from rasid.analyse.encoder.labels import CLASSES, DISTANCES, GROUPS, PAIR_WIDTH, PAIRS, TAGS
from rasid.analyse.encoder.marks import LAYERS
from rasid.analyse.encoder.pieces import SPECIAL, Pieces
from rasid.analyse.encoder.session import Floats
from rasid.analyse.encoder.windows import WINDOW
from rasid.analyse.freeze import freeze
from rasid.analyse.pipeline import Pipeline
from rasid.model import Analysis, Evidence, Report

PIECES = Pieces([*((piece, 0.0) for piece in SPECIAL), *((piece, -1.0) for piece in ("▁", "ا", "ل", "م", "و", "1"))])
NEWS = (
    "قالت وزارة الصحة إن غارة جوية على مدينة إدلب قتلت خمسة مدنيين وأصابت 12 آخرين يوم الأحد، وأعلن الجيش أنه قصف قاعدة "
    "عسكرية بالصواريخ في ريف حلب، ونفى ناشطون مقتل قائد الفصيل في الهجوم."
)


SURE = {
    **{f"sure {record}": {"bias": 0.5, "chosen": 1.0} for record in ("event", "argument", "claim", "statement")},
    **{f"sure event's {field}": {"chosen": 1.0} for field in ("realis",)},
    **{f"sure claim's {field}": {"chosen": 1.0} for field in ("event", "source")},
    **{f"sure statement's {field}": {"chosen": 1.0} for field in ("act", "kind", "about")},
}


class Noise:
    """A network that says anything, the same of the same window; it keeps how large its windows were."""

    def __init__(self, seed: int, force: float = 3.0) -> None:
        self.seed, self.force, self.largest = seed, force, 0

    def __call__(self, ids: list[int], first: list[int], last: list[int], marks: Floats) -> dict[str, Floats]:
        self.largest = max(self.largest, len(ids))
        rng = np.random.default_rng([self.seed, len(ids), *ids[:8]])

        def said(*shape: int) -> Floats:
            return (rng.standard_normal(shape) * self.force).astype(np.float32)

        n = len(first)
        return {
            "tags": said(n, len(TAGS) * 3),
            "classes": said(n, sum(map(len, CLASSES.values()))),
            "groups": said(n, len(GROUPS)),
            "left": said(n, len(PAIRS) * PAIR_WIDTH),
            "right": said(n, len(PAIRS) * PAIR_WIDTH),
            "relevant": np.float32(9.0),
        }


@pytest.fixture(scope="module")
def layers() -> Pipeline:
    return Pipeline(LAYERS)


def read(layers: Pipeline, text: str, network: Noise) -> tuple[Document, Analysis]:
    doc = layers.read(Report.make(text))
    distance = np.zeros((len(PAIRS), 2 * len(DISTANCES)), np.float32)
    compose(Composition(doc, encode(doc, PIECES, network, distance), Blend(weights=SURE)))
    return doc, freeze(doc, "run", {})


def quotes(analysis: Analysis) -> list[Evidence | None]:
    out: list[Evidence | None] = []
    for event in analysis.events:
        out += [event.trigger, *(m.evidence for m in event.mentions), *(a.evidence for a in event.arguments)]
    for claim in analysis.casualties:
        out += [claim.evidence, claim.who]
    for statement in analysis.statements:
        out += [statement.speaker, statement.role, statement.cue, statement.hedge, *statement.content]
    return out


def confidences(analysis: Analysis) -> list[float | None]:
    out: list[float | None] = []
    for record in (*analysis.events, *analysis.casualties, *analysis.statements):
        out += [record.confidence, *record.confidences.values()]
    return out + [argument.confidence for event in analysis.events for argument in event.arguments]


def check(text: str, doc: Document, analysis: Analysis) -> None:
    assert all(sure is not None and 0 <= sure <= 1 for sure in confidences(analysis))
    for quote in quotes(analysis):
        if quote is not None:
            assert quote.start < quote.end
            assert text[quote.start : quote.end] == quote.quote
    events = {event.id for event in analysis.events}
    statements = {statement.id for statement in analysis.statements}
    claims = {claim.id for claim in analysis.casualties}
    for event in analysis.events:
        assert event.parent is None or event.parent in events - {event.id}
    for claim in analysis.casualties:
        assert claim.event in events
        assert claim.source is None or claim.source in statements
        assert claim.part_of is None or claim.part_of in claims - {claim.id}
    for statement in analysis.statements:
        assert set(statement.about) <= events | claims
    assert analysis.lead_event in events | {None}
    annotation(doc.report, analysis)


@given(seed=st.integers(0, 10_000), force=st.sampled_from([0.5, 3.0, 30.0]))
@settings(deadline=None, max_examples=25)
def test_news_of_which_the_network_says_anything(layers: Pipeline, seed: int, force: float) -> None:
    doc, analysis = read(layers, NEWS, Noise(seed, force))
    check(NEWS, doc, analysis)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
@settings(deadline=None, max_examples=60)
def test_any_text(layers: Pipeline, text: str) -> None:
    doc, analysis = read(layers, text, Noise(1))
    check(doc.text, doc, analysis)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 345 ٦٧ 8/9 " * 100,
        "قصف " * 1000,
        "قصفالجيشالمدينةوقتلخمسة" * 200,
        "The army shelled the town; five were killed. " * 60,
        "ق.ص.ف ال*جي*ش الـمـديـنـة قُـصِـفَـتْ " * 60,
        "\u202bقصف\u202c\u200f الجيش\u2066 \u2069المدينة\ufeff " * 60,
        "؟!،؛«»…" * 100,
    ],
    ids=["empty", "digits", "no stop", "no space", "English", "obfuscated", "directions", "marks"],
)
def test_texts_that_are_no_news(layers: Pipeline, text: str) -> None:
    network = Noise(2)
    doc, analysis = read(layers, text, network)
    assert network.largest <= WINDOW
    check(doc.text, doc, analysis)


def test_one_article_of_many_words_is_read_in_windows_of_the_same_size(layers: Pipeline) -> None:
    text = f"{NEWS}\n" * 60
    network = Noise(3, 2.0)
    doc, analysis = read(layers, text, network)
    assert WINDOW / 2 < network.largest <= WINDOW
    assert len(doc.tokens) > 2000
    assert analysis.events[-1].trigger.start > len(text) / 2
    check(text, doc, analysis)
