"""Who says what: one written example a rule."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.analyse.cue_finder import find
from rasid.analyse.document import Document, StatementDraft
from rasid.analyse.pipeline import Pipeline
from rasid.analyse.segment import segment
from rasid.analyse.speakers import speaker_at
from rasid.lexicon.cues import cues, turns
from rasid.model import Act, Certainty, Report, Span, SpeakerKind
from rasid.text.normal import fold


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(["actors", "triggers", "events", "statements"])


def found(text: str) -> list[tuple[str, str | None]]:
    """Speech word and speaker of each cue in a text of one sentence."""
    doc = segment(Report.make(text))
    out = []
    for one in find(doc, doc.sentences[0]):
        start = doc.tokens[one.at].a + len(one.prefix)
        cue = doc.aligned.span(start, doc.tokens[one.at].b if one.length is None else start + one.length)
        out.append((cue.of(text), one.speaker.span.of(text) if one.speaker else None))
    return out


def read(pipeline: Pipeline, text: str) -> tuple[Document, list[StatementDraft]]:
    doc = pipeline.read(Report.make(text))
    return doc, doc.statements


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("وقال الوزير إن القصف مستمر", [("قال", "الوزير")]),  # the cue without its conjunction
        ("وأعلنت وزارة الصحة مقتل عشرة أشخاص", [("أعلنت", "وزارة الصحة")]),  # a noun of doing is said too
        ("وقال في بيان أمس الناطق الرسمي إن القصف مستمر", [("قال", "الناطق الرسمي")]),  # over adverbials
        ("وأعلن -مساء أمس- الجيش أن قواته انسحبت", [("أعلن", "الجيش")]),  # over what stands between dashes
        ("وأضاف أن القصف مستمر", [("أضاف", None)]),  # no subject: an earlier speaker
        ("وطالب الحكومة بوقف القصف", [("طالب", None)]),  # a masculine verb has no feminine subject: the object
        ("وكانت كتائب الفجر قد أعلنت أنها قصفت القاعدة", [("أعلنت", "كتائب الفجر")]),  # the subject before
        ("وكان الناطق قد اتهم الحركة بالهجوم", [("اتهم", "الناطق")]),  # after قد the subject has been named
        ("لكن الصحيفة قالت إن القصف مستمر", [("قالت", "الصحيفة")]),
        ("سقط عشرة قتلى بحسب وزارة الصحة", [("بحسب", "وزارة الصحة")]),
        ("سقط عشرة قتلى وفقا للشرطة المحلية", [("وفقا", "لشرطة المحلية")]),  # لل: from the article's lam
        ("سقط عشرة قتلى وفق ما ذكرته الشرطة", [("ذكرته", "الشرطة")]),  # after ما the verb is the cue
        ("ونقلت وكالة الفجر عن مصدر طبي أن القصف مستمر", [("نقلت", "مصدر طبي")]),  # the source speaks
        ("ونقلت قناة الفجر أن القصف مستمر", [("نقلت", "قناة الفجر")]),  # the outlet does
        ("هجوم نسب إلى حركة الفجر في المدينة", []),  # a deed put on someone is no word of his
        ("وجاء في بيان للوزارة أن القصف مستمر", [("جاء", "لوزارة")]),
        ("ولم تعلن أي جهة مسؤوليتها عن الهجوم", []),  # denied speech is none
        ("يذكر أن القصف مستمر منذ أيام", []),  # nobody speaks
        ("وقع الاتفاق بين الحكومة والحركة", []),  # بين is "between"
        ("وعبر الوزير عن قلقه من القصف", [("عبر", "الوزير")]),  # and عبر "through" unless a speaker and عن follow
        ("وزارة الصحة: ارتفاع عدد القتلى إلى عشرة", [(":", "وزارة الصحة")]),  # a speaker before a colon
        ("قصف على الحي الشرقي — شبكة الفجر الإخبارية (@alfajr_example) وبدأ النزوح", [("—", "شبكة الفجر الإخبارية")]),
        ("وقال سامي كرم، مدير البلدية في الحي الشرقي، إن القصف مستمر", [("قال", "سامي كرم")]),
        ("وأعلنتكتائب الفجر أنها قصفت القاعدة", [("أعلنت", "كتائب الفجر")]),  # a lost space
        ("انفجرت سيارة فجرا بحسب التوقيت المحلي", []),  # the clock says nothing
        ("وقصفت طائرة تابعة للجيش القرية", []),  # تابعة is no verb
        ("سقط عشرة قتلى حسب قول الشرطة", [("حسب", "الشرطة")]),
        ("وأعلنت القوة البحرية عن مقتل جنديين", [("أعلنت", "القوة البحرية")]),  # القوة is no verb
        ("واعترف الجيش بقصف القرية", [("اعترف", "الجيش")]),
        ("وأعرب سكان في المدينة عن قلقهم من القصف", [("أعرب", "سكان")]),
        ("وأبلغ عبدالكريم وزير الدفاع رفضه القصف", [("أبلغ", "عبدالكريم")]),  # the object of أبلغ is no role
    ],
)  # fmt: skip
def test_cues_and_speakers(text: str, wanted: list[tuple[str, str | None]]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "name", "role", "kind"),
    [
        ("وزير الصحة سامي كرم إن", "سامي كرم", "وزير الصحة", SpeakerKind.MEDICAL),
        ("رئيس البلدية، سامي كرم، إن", "سامي كرم", "رئيس البلدية", SpeakerKind.GOVERNMENT),  # a name between commas
        ("سامي كرم، مدير مستشفى المدينة، إن", "سامي كرم", "مدير مستشفى المدينة", SpeakerKind.MEDICAL),
        ("القيادي في حركة الفجر سامي كرم أن", "سامي كرم", "القيادي في حركة الفجر", SpeakerKind.ARMED_GROUP),
        ("قائد الشرطة العميد سامي كرم إن", "سامي كرم", "قائد الشرطة", SpeakerKind.SECURITY),  # a rank is no role
        ("مصدر أمني إن", "مصدر أمني", None, SpeakerKind.ANONYMOUS),
        ("مصدر طبي في مستشفى المدينة إن", "مصدر طبي في مستشفى المدينة", None, SpeakerKind.MEDICAL),
        ("مسؤول بوزارة الصحة إن", "مسؤول بوزارة الصحة", None, SpeakerKind.MEDICAL),
        ("مصدر من المقاومة في المدينة", "مصدر من المقاومة", None, SpeakerKind.ANONYMOUS),
        ("العميد سمير أن", "العميد سمير", None, SpeakerKind.SECURITY),  # a rank before a single name is part of it
        ("مسؤول غربي إن", "مسؤول غربي", None, SpeakerKind.ANONYMOUS),
        ("وزارة الدفاع إن", "وزارة الدفاع", None, SpeakerKind.MILITARY),
        ("وزارة الداخلية إن", "وزارة الداخلية", None, SpeakerKind.SECURITY),
        ("الدفاع المدني إن", "الدفاع المدني", None, SpeakerKind.RESCUE),
        ("الهلال الأحمر إن", "الهلال الأحمر", None, SpeakerKind.RESCUE),
        ("المرصد المحلي لحقوق الإنسان", "المرصد المحلي لحقوق الإنسان", None, SpeakerKind.MONITOR),
        ("الأمم المتحدة إن", "الأمم المتحدة", None, SpeakerKind.INTERNATIONAL),
        ("شهود عيان إن", "شهود عيان", None, SpeakerKind.WITNESS),
        ("مراسل القناة إن", "مراسل القناة", None, SpeakerKind.MEDIA),
        ("عائلة القتيل إن", "عائلة القتيل", None, SpeakerKind.FAMILY),
        ("المحلل العسكري سامي كرم إن", "سامي كرم", "المحلل العسكري", SpeakerKind.EXPERT),
        ("مفتي المدينة سامي كرم إن", "سامي كرم", "مفتي المدينة", SpeakerKind.RELIGIOUS),
        ("معلومات منتشرة على \"تويتر\" إلى", "تويتر", None, SpeakerKind.SOCIAL_MEDIA),
        ("بيان صادر عن وزارة الصحة أن", "وزارة الصحة", None, SpeakerKind.MEDICAL),
    ],
)  # fmt: skip
def test_speaker(text: str, name: str, role: str | None, kind: SpeakerKind) -> None:
    doc = segment(Report.make(text))
    speaker = speaker_at(doc, 0, len(doc.tokens))
    assert speaker is not None
    assert speaker.span.of(text) == name
    assert (speaker.role.of(text) if speaker.role else None) == role
    assert speaker.kind is kind


@pytest.mark.parametrize("text", ["إن القصف", "عددا من الجنود", "قصفت القوات", "في بيان", "مقتل جندي", "12 جنديا"])
def test_no_speaker(text: str) -> None:
    doc = segment(Report.make(text))
    assert speaker_at(doc, 0, len(doc.tokens)) is None


def test_elliptic_speaker_is_the_one_before(pipeline: Pipeline) -> None:
    text = (
        "قال الناطق باسم الجيش سامي كرم إن قواته قصفت مواقع المسلحين فجر اليوم وقتلت عشرة منهم.\n"
        "وأضاف أن الغارات استهدفت مخازن للصواريخ قرب القرية وأسفرت عن إصابة ثلاثة مسلحين."
    )
    _, statements = read(pipeline, text)
    assert [s.speaker.of(text) for s in statements] == ["سامي كرم", "سامي كرم"]
    assert [s.sentences for s in statements] == [[0], [1]]
    assert [s.cue.of(text) for s in statements if s.cue] == ["قال", "أضاف"]
    assert {s.kind for s in statements} == {SpeakerKind.MILITARY}


def test_one_statement_a_speaker_in_a_sentence(pipeline: Pipeline) -> None:
    text = "قالت الشرطة إن مسلحين هاجموا نقطة تفتيش وقتلوا جنديين، وأضافت الشرطة أن الهجوم وقع فجرا، مؤكدة إصابة ثالث."
    _, statements = read(pipeline, text)
    assert [s.cue.of(text) for s in statements if s.cue] == ["قالت"]


def test_name_and_role_as_the_reader_of_persons_parts_them(pipeline: Pipeline) -> None:
    text = "قال معمر كرم محافظ الإقليم إن مسلحين هاجموا نقطة تفتيش وقتلوا جنديين في الهجوم."
    _, statements = read(pipeline, text)
    assert [s.speaker.of(text) for s in statements] == ["معمر كرم"]
    assert [s.role.of(text) for s in statements if s.role] == ["محافظ الإقليم"]


def test_unnamed_sources_are_told_apart(pipeline: Pipeline) -> None:
    text = "قال مسؤول عسكري إن مسلحين هاجموا القاعدة وقتلوا جنديين، فيما أعلن مسؤول طبي إصابة ثلاثة آخرين في الهجوم."
    _, statements = read(pipeline, text)
    assert [s.speaker.of(text) for s in statements] == ["مسؤول عسكري", "مسؤول طبي"]


def test_a_title_is_no_statement(pipeline: Pipeline) -> None:
    text = "الشرطة تعلن مقتل جنديين في هجوم\nأعلنت الشرطة مقتل جنديين في هجوم شنه مسلحون على نقطة تفتيش."
    _, statements = read(pipeline, text)
    assert [s.sentences for s in statements] == [[1]]


def test_speech_without_happening_is_left_out(pipeline: Pipeline) -> None:
    _, statements = read(pipeline, "قال المدرب إن فريقه يستعد للمباراة المقبلة.\nوأضاف أن اللاعبين في حال جيدة.")
    assert statements == []


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("أعلنت حركة الفجر مسؤوليتها عن الهجوم الذي قتل فيه ثلاثة جنود.", Act.CLAIMS_RESPONSIBILITY),
        ("نفت وزارة الدفاع قصف القرية ومقتل مدنيين فيها.", Act.DENIES),
        ("اتهمت الحكومة المتمردين بقصف القرية وقتل عشرة مدنيين.", Act.ACCUSES),
        ("أدان الرئيس الهجوم الذي قتل فيه ثلاثة جنود.", Act.CONDEMNS),
        ("توعدت حركة الفجر بالرد على القصف الذي قتل ثلاثة من عناصرها.", Act.THREATENS),
        ("ناشدت منظمة حقوقية الأطراف وقف القصف على القرى.", Act.DEMANDS),
        ("أفاد مصدر طبي بمقتل ثلاثة مدنيين في القصف.", Act.STATES),
    ],
)
def test_acts(pipeline: Pipeline, sentence: str, act: Act) -> None:
    _, statements = read(pipeline, "قصف وهجوم على قرية\n" + sentence)
    assert [s.act for s in statements] == [act]


@pytest.mark.parametrize(
    ("sentence", "certainty", "hedge"),
    [
        ("قالت الشرطة إن مسلحين هاجموا نقطة تفتيش وقتلوا جنديين.", Certainty.ASSERTED, None),
        ("قالت الشرطة إن مسلحين ربما شنوا الهجوم وقتلوا جنديين.", Certainty.HEDGED, "ربما"),
        ("زعم التنظيم أنه قتل جنديين في هجوم على نقطة تفتيش.", Certainty.HEDGED, "زعم"),
        ("قالت الوكالة في معلومات لا يمكن التحقق منها إن جنديين قتلا في هجوم.", Certainty.HEDGED, "لا يمكن التحقق"),
    ],
)
def test_certainty(pipeline: Pipeline, sentence: str, certainty: Certainty, hedge: str | None) -> None:
    text = "هجوم على نقطة تفتيش\n" + sentence
    _, statements = read(pipeline, text)
    assert [s.certainty for s in statements] == [certainty]
    assert [s.hedge.of(text) if s.hedge else None for s in statements] == [hedge]


def test_what_is_said_within_what_another_says(pipeline: Pipeline) -> None:
    text = "هجوم على القرية\nقالت قناة الفجر إن متحدثا باسم الجيش أعلن مقتل ثلاثة جنود في الهجوم على القرية."
    _, statements = read(pipeline, text)
    if len(statements) == 2:
        assert statements[1].via == statements[0].id


def test_about_and_content(pipeline: Pipeline) -> None:
    text = "قالت الشرطة إن مسلحين هاجموا نقطة تفتيش وقتلوا جنديين."
    doc, statements = read(pipeline, text)
    assert statements
    assert set(statements[0].about) <= {event.id for event in doc.events}
    assert statements[0].about
    assert statements[0].content[0].of(text).startswith("إن مسلحين")


def test_a_quotation_goes_on_over_sentences(pipeline: Pipeline) -> None:
    text = 'قال قائد الشرطة: "هاجم مسلحون نقطة تفتيش.\nقتلوا جنديين وأصابوا ثالثا.\nثم انسحبوا".\nوعاد الهدوء.'
    _, statements = read(pipeline, text)
    assert [s.sentences for s in statements] == [[0, 1, 2]]
    assert [span.of(text) for span in statements[0].content[1:]] == ["قتلوا جنديين وأصابوا ثالثا.", 'ثم انسحبوا".']


def test_lexicon_forms_are_normal() -> None:
    assert all(fold(form) == form for form in (*cues(), *turns()))
    assert not cues()["قال"].feminine
    assert cues()["قالت"].feminine
    assert cues()["ذكرته"].bound


WORDS = ["قال", "الجيش", "إن", "وأضاف", '"', "(", ")", ":", "،", ".", "\n", "بحسب", "نقلت", "عن", "وفقا", "للشرطة", "مقتل",
         "ثلاثة", "جنود", "في", "بيان", "لـCNN", "—", "@", "علي", "ما", "ذكرته", "مصدر", "قصف", "جاء"]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_spans_lie_in_the_text(pipeline: Pipeline, given_words: list[str]) -> None:
    text = " ".join(given_words)
    doc, statements = read(pipeline, text)
    ids = [statement.id for statement in statements]
    assert len(set(ids)) == len(ids)
    for statement in statements:
        for span in (statement.speaker, statement.cue, statement.role, statement.hedge, *statement.content):
            assert span is None or (isinstance(span, Span) and 0 <= span.start < span.end <= len(text))
        assert all(0 <= index < len(doc.sentences) for index in statement.sentences)
        assert statement.via is None or statement.via in ids


@pytest.mark.parametrize(
    ("text", "speaker", "kind"),
    [
        # Whose paper it is, speaks.
        ("قتل 11 شخصا في القصف، وفق آخر حصيلة أوردها مرصد الزيتونة لحقوق الإنسان.", "مرصد الزيتونة لحقوق الإنسان", SpeakerKind.MONITOR),
        ("قتل 11 شخصا في القصف، بحسب أحدث إحصائية صادرة عن وزارة الصحة.", "وزارة الصحة", SpeakerKind.MEDICAL),
        ("قتل 11 شخصا في القصف، وفقا لبيانات وزارة الصحة.", "وزارة الصحة", SpeakerKind.MEDICAL),
        ("قتل 11 شخصا في القصف، وفق أرقام جمعتها منظمة الزيتونة.", "منظمة الزيتونة", SpeakerKind.MONITOR),
        # Nobody's paper is itself what is said to say it.
        ("قتل 11 شخصا في القصف، بحسب بيانات رسمية.", "بيانات رسمية", None),
        # The same source.
        ("قتل 11 شخصا في القصف، بحسب المصدر نفسه.", "المصدر نفسه", SpeakerKind.ANONYMOUS),
        # Whom he told is not he.
        ("قتل 11 شخصا في القصف، وفق ما أفاد مصدر طبي وكالة الزيتونة.", "مصدر طبي", SpeakerKind.MEDICAL),
    ],
)  # fmt: skip
def test_who_speaks_in_a_paper_or_to_an_outlet(
    pipeline: Pipeline, text: str, speaker: str, kind: SpeakerKind | None
) -> None:
    doc, (statement,) = read(pipeline, text)
    assert statement.speaker.of(doc.text) == speaker
    assert kind is None or statement.kind is kind


def test_a_cautious_calm_is_no_warning() -> None:
    assert found("وشهدت المنطقة هدوءاً حذراً خلال الليل.") == []
    assert found("وساد هدوء حذر في المدينة.") == []
    assert found("وحذّر الناطق من أن القصف سيتجدد.") == [("حذّر", "الناطق")]
