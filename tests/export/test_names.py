"""Names of victims and witnesses are covered, everywhere, unless they are asked for."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.export.names import name_words, protect
from rasid.model import Analysis, Evidence, Mention, Outcome, Report, Span, SpeakerKind
from rasid.text.normal import align, fold
from rasid.text.tokens import tokenize
from tests.store.samples import analysis, report, words


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("الطفل أحمد سالم", "أحمد سالم"),
        ("والد توماس هيل", "توماس هيل"),
        ("رئيس بلدية الوادي، محمد سعد", "محمد سعد"),
        ("الطفل علي الصافي", "علي الصافي"),
        ("أمير عربي", "أمير عربي"),
        ("رائد الخطيب", "رائد الخطيب"),
        ("نجله «سامي - 30 عاماً»", "سامي"),
        ("الشرطي ماهر سعد", "ماهر سعد"),
        ("الشاهد هيثم الدروبي", "هيثم الدروبي"),
        ("فاطمة", "فاطمة"),
        ("رئيس المجلس يونس سعد", "يونس سعد"),
        ("حارس المبنى", ""),
        ("طفل في الرابعة", ""),
        ("جندي تركي", ""),
        ("الجندي الأمريكي", ""),
        ("طبيب أسنان", ""),
        ("طفل على الطريق", ""),
        ("ضابط برتبة رائد", ""),
        ("شهود عيان", ""),
        ("مصدر أمني رفيع", ""),
        ("أحد سكان الحي", ""),
        ("والدته", ""),
        ("ميليشيا الوادي", ""),
        ("", ""),
    ],
)
def test_which_words_are_a_name(who: str, name: str) -> None:
    assert [who[t.start : t.end] for t in name_words(tokenize(align(who)), who)] == name.split()


def quotes(value: object) -> list[Evidence]:
    if isinstance(value, Evidence):
        return [value]
    if isinstance(value, tuple):
        return [found for item in value for found in quotes(item)]
    if isinstance(value, msgspec.Struct):
        return [found for name in value.__struct_fields__ for found in quotes(getattr(value, name))]
    return []


def test_victim_and_witness_are_covered_in_text_and_quotes() -> None:
    one = report()
    shown, found, covered = protect(one, analysis(one))
    assert covered > 0
    everything = msgspec.json.encode((shown, found)).decode()
    for name in ("يزن", "الحوراني", "هيثم", "الدروبي", "Droubi", fold("هيثم")):
        assert name not in everything
    for kept in ("الطفل", "الشاهد", "الدفاع المدني", "الجيش", "Binnish", "المعروف", "الصغير"):
        assert kept in everything
    assert len(shown.text) == len(one.text)
    assert all(shown.text[e.start : e.end] == e.quote for e in quotes(found))
    assert found.casualties[1].evidence.quote == "الطفل ███ ████████"
    assert found.casualties[1].count == analysis(one).casualties[1].count


def test_bodies_and_other_speakers_keep_their_names() -> None:
    # The witness is a spokesman now, and what looks like a victim's name is a body of the registry.
    one = report()
    found = analysis(one)
    spokesman = msgspec.structs.replace(found.statements[1], kind=SpeakerKind.GOVERNMENT)
    body = Mention(
        kind="actor", evidence=words(one, "يزن الحوراني"), normal="يزن الحوراني", entity="brigade", component="actors/1"
    )
    found = msgspec.structs.replace(found, statements=(spokesman,), mentions=(body,))
    assert protect(one, found) == (one, found, 0)


def test_a_person_found_among_many_is_covered() -> None:
    # A count of seven with a named person in its words: the reader of persons has found her.
    one = Report.make("قتل سبعة بينهم رجال ونساء وهند العلي في الحي.")
    who = words(one, "رجال ونساء وهند العلي")
    claim = msgspec.structs.replace(analysis(report()).casualties[0], evidence=words(one, "سبعة"), who=who)
    person = Mention(
        kind="person", evidence=words(one, "هند العلي"), normal="هند العلي", entity="x", component="actors/1"
    )
    found = Analysis(report_id=one.id, run="run1", relevant=True, casualties=(claim,), mentions=(person,))
    shown, _, _ = protect(one, found)
    assert shown.text == "قتل سبعة بينهم رجال ونساء و███ █████ في الحي."


def test_a_title_outside_the_text_is_covered_too() -> None:
    one = report(title="وداع يزن")
    shown, _, _ = protect(one, analysis(one))
    assert shown.title == "وداع ███"


def test_without_private_names_records_stay_as_they_are() -> None:
    one = report()
    found = msgspec.structs.replace(analysis(one), casualties=(), statements=())
    assert protect(one, found) == (one, found, 0)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_cover_keeps_every_offset(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    one = Report.make(text)
    base = analysis(report())
    who = Span(start, end).evidence(one.id, text)
    claim = msgspec.structs.replace(base.casualties[1], outcome=Outcome.KILLED, evidence=who, who=who)
    found = Analysis(report_id=one.id, run="run1", relevant=True, casualties=(claim,))
    shown, after, _ = protect(one, found)
    assert len(shown.text) == len(text)
    assert after.casualties[0].evidence.quote == shown.text[start:end]
