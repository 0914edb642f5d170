"""Reprints: one agency's words in several outlets, whole or in part, are one witness; other words on the same thing are not."""

import datetime as dt
import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.model import Report, Source, SourceKind, Span
from rasid.resolve.reprints import SHORTEST, Copies, Piece, compared, pieces
from rasid.text.sentences import sentences

HEAD = "قتلى وجرحى في قصف على سوق شعبي بريف المدينة"
LEAD = "قُتل ستة مدنيين بينهم طفلان وأصيب آخرون بجروح، اليوم الثلاثاء، جراء قصف مدفعي استهدف السوق الشعبي في بلدة كفر الورد."
HOSPITAL = "وقال مدير المشفى الجراحي في البلدة إن الكوادر استقبلت أحد عشر جريحاً، ثلاثة منهم في حال حرجة ونُقلوا إلى مركز المحافظة."
RESCUE = "وأوضح متطوعو الإنقاذ أن القذائف سقطت وقت الظهيرة فيما كان السوق مزدحماً بالباعة والمتسوقين القادمين من القرى المجاورة."
BEFORE = "وكانت البلدة شهدت الأسبوع الماضي نزوح عشرات العائلات باتجاه المخيمات الحدودية خوفاً من تجدد القصف على أحيائها السكنية."
AGENCY = "\n".join((LEAD, HOSPITAL, RESCUE, BEFORE))
OTHER = (
    "ارتفعت حصيلة ضحايا السوق في كفر الورد إلى سبعة بعد وفاة امرأة متأثرة بجراحها مساء أمس في المشفى الحكومي.\n"
    "وشُيّع القتلى من جامع البلدة القديم بحضور المئات من الأهالي الذين طالبوا بوقف استهداف الأسواق والمدارس.\n"
    "وتقول لجان الإغاثة المحلية إن أصحاب أربعين محلاً تجارياً فقدوا مصدر رزقهم بعد احتراق بضائعهم بالكامل."
)


def report(text: str, outlet: str, day: int = 5) -> Report:
    return Report.make(text, source=Source(name=outlet, kind=SourceKind.NEWSPAPER), published=dt.date(2024, 3, day))


def witnesses(*reports: Report) -> list[list[int]]:
    """Witnesses as the places of their reports in the call."""
    place = {found.id: at for at, found in enumerate(reports)}
    return sorted(sorted(place[name] for name in group) for group in Copies(reports).witnesses())


WHOLE = report(AGENCY, "Wakala")
COPIES = {
    "word for word": AGENCY,
    "another headline": f"{HEAD}\n{AGENCY}",
    "other vowels and hamzas": AGENCY.replace("قُتل", "قتل")
    .replace("أصيب", "اصيب")
    .replace("إن", "ان")
    .replace("ى", "ي"),
    "the first half": f"{LEAD}\n{HOSPITAL}",
    "paragraphs in another order": "\n".join((LEAD, RESCUE, HOSPITAL)),
    "a few words changed": AGENCY.replace("جراء", "نتيجة").replace("القادمين", "الآتين"),
    "one sentence of its own": f"{AGENCY}\nوأدان المجلس المحلي القصف ودعا المنظمات إلى إرسال سيارات إسعاف إضافية على وجه السرعة.",
}


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_is_no_second_witness(how: str) -> None:
    assert witnesses(WHOLE, report(COPIES[how], "Sada"), report(OTHER, "Manara")) == [[0, 1], [2]]


def test_one_quoted_sentence_leaves_a_report_a_witness_of_its_own() -> None:
    quoting = report(f"{OTHER}\n{HOSPITAL}", "Manara")
    copies = Copies([WHOLE, quoting])
    assert witnesses(WHOLE, quoting) == [[0], [1]]
    assert 0 < copies.share(quoting.id) < 0.5
    # Yet what stands in that sentence is told once only.
    at = quoting.text.index("أحد عشر")
    assert copies.of(quoting.id, at) == copies.of(WHOLE.id, WHOLE.text.index("أحد عشر")) is not None
    assert copies.of(quoting.id, quoting.text.index("سبعة")) is None
    assert copies.of(WHOLE.id, WHOLE.text.index("ستة")) is None


def test_a_chain_of_copies_of_copies_is_one_witness() -> None:
    second = report(f"{LEAD}\n{HOSPITAL}\n{RESCUE}", "Sada")
    third = report(f"{HOSPITAL}\n{RESCUE}", "Nahr")
    assert witnesses(WHOLE, second, third) == [[0, 1, 2]]


def test_phrases_that_everybody_uses_are_no_copy() -> None:
    one = report("قصف مدفعي على بلدة كفر الورد. لا إصابات.", "Sada")
    two = report("قصف مدفعي على بلدة كفر الورد. لا إصابات!", "Nahr")
    assert pieces(one) == ()
    assert witnesses(one, two) == [[0], [1]]
    assert Copies([one, two]).share(one.id) == 0.0


def test_the_same_text_in_one_report_twice_is_no_copy() -> None:
    twice = report(f"{LEAD}\n{LEAD}", "Sada")
    assert len(pieces(twice)) == 1
    assert Copies([twice]).of(twice.id, 5) is None


def test_a_report_that_was_not_given_is_in_no_group() -> None:
    assert Copies([WHOLE]).of("r0", 0) is None
    assert Copies([WHOLE]).share("r0") == 0.0
    assert Copies([]).witnesses() == ()


def test_the_order_of_reports_makes_no_difference() -> None:
    reports = [WHOLE, *(report(text, f"outlet {name}") for name, text in COPIES.items()), report(OTHER, "Manara")]
    told = Copies(reports)
    for order in (reports[::-1], reports[3:] + reports[:3]):
        again = Copies(order)
        assert again.witnesses() == told.witnesses()
        for one in reports:
            for span in sentences(one.text):
                assert again.of(one.id, span.start) == told.of(one.id, span.start)


def test_a_thousand_copies_cost_a_thousand_comparisons() -> None:
    few = [report(f"{AGENCY}\nنشر في {number}", f"outlet {number}") for number in range(100)]
    many = [report(f"{AGENCY}\nنشر في {number}", f"outlet {number}") for number in range(1000)]

    def seconds(reports: list[Report]) -> float:
        start = time.process_time()
        assert len(Copies(reports).witnesses()) == 1
        return time.process_time() - start

    seconds(few)
    assert seconds(many) < 40 * max(seconds(few), 0.01)


WORDS = st.lists(
    st.sampled_from(
        [
            "قصف",
            "سوق",
            "بلدة",
            "جرحى",
            "مدنيون",
            "طفل",
            "مشفى",
            "إسعاف",
            "قذائف",
            "ظهر",
            "طريق",
            "نزوح",
            "مخيم",
            "حي",
            "مدرسة",
            "منزل",
            "سيارة",
            "حقل",
            "جسر",
            "نهر",
        ]
    ),
    min_size=SHORTEST,
    max_size=60,
).map(tuple)


def piece(words: tuple[str, ...], name: str = "r1") -> Piece:
    return Piece(name, Span(0, 1), *compared(words))


@given(WORDS, WORDS)
def test_being_the_same_goes_both_ways(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    a, b = piece(one), piece(other, "r2")
    assert a.same(b) == b.same(a)
    assert a.same(piece(one, "r3"))
    assert a.keys == piece(one, "r3").keys


@settings(deadline=None)
@given(st.lists(st.integers(0, 400), min_size=30, max_size=60, unique=True), st.data())
def test_a_sentence_with_a_changed_word_is_the_same(numbers: list[int], data: st.DataObject) -> None:
    words = [f"كلمة{number}" for number in numbers]
    at = data.draw(st.integers(0, len(words) - 1))
    a, b = piece(tuple(words)), piece((*words[:at], "غيرها", *words[at + 1 :]), "r2")
    assert a.same(b)
    unlike = piece(tuple(f"سواها{number}" for number in numbers), "r3")
    assert not a.same(unlike)
    assert not set(a.keys) & set(unlike.keys)


def test_copies_nearly_always_share_a_key() -> None:
    """Keys are how copies meet."""
    found = 0
    for number in range(300):
        words = [f"كلمة{number}و{at}" for at in range(40)]
        other = [*words[:20], "غيرها", *words[21:]]
        found += bool(set(piece(tuple(words)).keys) & set(piece(tuple(other), "r2").keys))
    assert found >= 290


def test_hostile_texts() -> None:
    texts = [
        "",
        " ",
        "\u202e\u0640\u0640",
        "a" * 5000,
        "ـ" * 5000,
        "قصف " * 5000,
        "12 " * 100,
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 50,
    ]
    reports = [report(text or "-", f"outlet {at}") for at, text in enumerate(texts)]
    found = Copies(reports)
    assert sorted(itertools.chain.from_iterable(found.witnesses())) == sorted(one.id for one in reports)
    assert all(0 <= found.share(one.id) <= 1 for one in reports)
