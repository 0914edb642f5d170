"""One item's text and fields -> a Report, or the Problem that it has."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from rasid.ingest.language import is_arabic
from rasid.ingest.mojibake import repaired
from rasid.ingest.options import Options
from rasid.ingest.problems import Code, Note
from rasid.ingest.when import Stated
from rasid.model import Problem, PublishedBasis, Report, Source, Span

COMPONENT = "ingest"
# No file and no database can hold all of these; in a terminal some of them are commands.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
FEW_LOST = 0.02
"""Share of unreadable characters up to which a text is read all the same."""


def problem(code: Code, message: str, item: str, *, report_id: str | None = None) -> Problem:
    return Problem(code=code, message=message, item=item, report_id=report_id, component=COMPONENT)


def clean(text: str) -> tuple[str, str | None]:
    """(the text as it is kept, what was taken out): no NUL, lone surrogate or control, \\n for every line break."""
    text = _BREAKS.sub("\n", text).removeprefix("\ufeff")
    kept, number = _UNFIT.subn("", text)
    if not number:
        return kept, None
    nuls, halves = text.count("\x00"), len(re.findall("[\ud800-\udfff]", text))
    told = ((nuls, "NUL"), (halves, "lone surrogate"), (number - nuls - halves, "control character"))
    return kept, ", ".join(
        f"{count:,} {what}{'s' if count > 1 else ''}" for count, what in told if count
    ) + " taken out"


def make(
    text: str,
    item: str,
    options: Options,
    *,
    title: str | None = None,
    source: Source | None = None,
    url: str | None = None,
    published: Stated | None = None,
    basis: PublishedBasis = PublishedBasis.META,
    external_id: str | None = None,
    sentences: tuple[Span, ...] = (),
    notes: Iterable[Note] = (),
) -> Iterator[Report | Problem]:
    """The report, after it the notes that belong to it; or the one problem for which there is none.

    ``published`` is what the item states, with the ``basis`` of it. The title is put before the text unless the text
    opens with it; sentence bounds are moved along.
    """
    told = list(notes)
    body, changed = _settled(text, told)
    if changed:
        sentences = ()  # they no longer point where they did
    heading = _SPACES.sub(" ", _settled(title, [])[0]).strip() if title else None
    body, sentences = _with_title(body, heading, sentences)
    refused = _refused(body, options)
    if refused is not None:
        yield problem(refused.code, refused.message, item)
        return
    day, moment, basis = _published(published, basis, options, told)
    report = Report.make(
        body,
        title=heading or None,
        source=source or options.source,
        url=_fit(url),
        published=day,
        published_at=moment,
        published_basis=basis,
        external_id=_fit(external_id),
        origin=item,
        sentences=sentences,
    )
    yield report
    for note in told:
        yield problem(note.code, note.message, item, report_id=report.id)


def _fit(value: str | None) -> str | None:
    return None if value is None else _UNFIT.sub("", value).strip() or None


def _settled(text: str, notes: list[Note]) -> tuple[str, bool]:
    """The text that can be kept, and whether it differs; what was done to it goes to the notes."""
    better, how = repaired(text)  # before the controls go, which are letters of such text
    kept, removed = clean(better)
    if how:
        notes.append(Note(Code.TEXT_REPAIRED, f"its Arabic had been read as {how} and stored so; put right"))
    if removed:
        notes.append(Note(Code.TEXT_REPAIRED, removed))
    lost = kept.count("\ufffd")
    if lost:
        notes.append(
            Note(
                Code.TEXT_REPAIRED,
                f"{lost:,} character{'s' if lost > 1 else ''} of it cannot be read and stand as \ufffd",
            )
        )
    return kept, kept != text


def _with_title(body: str, heading: str | None, sentences: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    if not sentences:
        body = body.strip()
    if not heading:
        return body, sentences
    if body.startswith(heading) and (sentences or body[len(heading) : len(heading) + 1] in ("", "\n")):
        return body, sentences
    if not body:
        return heading, ()
    shift = len(heading) + 1
    moved = tuple(Span(span.start + shift, span.end + shift) for span in sentences)
    return f"{heading}\n{body}", (Span(0, len(heading)), *moved) if moved else ()


def _refused(body: str, options: Options) -> Note | None:
    largest = options.limits.text_bytes
    if not body.strip():
        return Note(Code.EMPTY, "it holds no text")
    if len(body) * 4 > largest and len(body.encode()) > largest:
        return Note(Code.TOO_LARGE, f"its text is larger than {largest:,} bytes; split it")
    if body.count("\ufffd") > max(3, FEW_LOST * len(body)):
        return Note(
            Code.UNKNOWN_ENCODING,
            "too many of its characters cannot be read; name its encoding with --encoding, or save it again as UTF-8",
        )
    if not options.any_language and not is_arabic(body):
        return Note(Code.NOT_ARABIC, "it is not in Arabic; --any-language reads it all the same")
    return None


def _published(
    stated: Stated | None, basis: PublishedBasis, options: Options, notes: list[Note]
) -> tuple[dt.date | None, dt.datetime | None, PublishedBasis]:
    if options.published is not None and (stated is None or basis is PublishedBasis.PAGE):
        return options.published, None, PublishedBasis.GIVEN
    if stated is None:
        return None, None, PublishedBasis.NONE
    if stated.day is not None and options.possible(stated.day):
        return stated.day, stated.moment, basis
    given = options.published
    instead = f"the day given, {given}, is taken" if given else "it is read without a date (give it with --published)"
    if stated.day is None:
        notes.append(Note(Code.DATE_UNREADABLE, f"its date {stated.words[:60]!r} is not understood; {instead}"))
    else:
        notes.append(Note(Code.DATE_OUT_OF_RANGE, f"it cannot have been published on {stated.day}; {instead}"))
    return (given, None, PublishedBasis.GIVEN) if given else (None, None, PublishedBasis.NONE)
