"""Records as rows of the tables, and back."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from typing import Any, TypeVar

import msgspec

from rasid.errors import InputError, StoreError
from rasid.model import Analysis, Evidence, Problem, PublishedBasis, Report, Run, Source, SourceKind, Span
from rasid.text.normal import fold

Row = dict[str, Any]
_Text = TypeVar("_Text", str, str | None)

_LEVEL = 3  # nearly as small as the best, three times as fast
LARGEST = 2**63 - 1
"""The largest integer that a column takes."""
_decoder = msgspec.json.Decoder(Analysis)
_spans = msgspec.json.Decoder(tuple[Span, ...])


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _key(prefix: str, *parts: str | None) -> str:
    text = _json([part.encode("utf-8", "surrogatepass").hex() if part is not None else None for part in parts])
    return prefix + hashlib.sha256(text.encode()).hexdigest()[:20]


def _printable(text: _Text) -> _Text:
    """Names of files and quotes of broken items may hold what a database cannot keep; they are shown, not computed with."""
    return text and text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def check(report: Report, analysis: Analysis, *, nul: bool) -> None:
    """Raises InputError for what no database can keep as it is; ``nul`` says whether this one keeps NULs."""
    for text in (report.text, report.title or ""):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InputError(
                f"report {report.id} has half a character (a lone surrogate) at {error.start}; "
                "replace it by U+FFFD, or read the item again in its right encoding"
            ) from error
        if not nul and "\x00" in text:
            raise InputError(f"report {report.id} has a NUL, which PostgreSQL does not keep; replace it by a space")
    if analysis.report_id != report.id:
        raise InputError(f"the analysis is of report {analysis.report_id}, not of {report.id}")
    for claim in analysis.casualties:
        if max(claim.count.low or 0, claim.count.high or 0) > LARGEST:
            raise InputError(f"report {report.id} has a count that is no count of people: {claim.evidence.quote[:40]}")


def source_row(source: Source) -> Row:
    kind = source.kind.value
    return {
        "id": _key("src", source.name, source.name_ar, kind, source.country, source.url),
        "name": _printable(source.name),
        "name_ar": _printable(source.name_ar),
        "kind": kind,
        "country": source.country,
        "url": _printable(source.url),
    }


def report_row(report: Report, source_id: str | None) -> Row:
    return {
        "id": report.id,
        "source_id": source_id,
        "external_id": _printable(report.external_id),
        "url": _printable(report.url),
        "title": report.title,
        "text": report.text,
        "content_sha256": report.content_sha256,
        "published": report.published.isoformat() if report.published else None,
        "published_at": report.published_at.isoformat() if report.published_at else None,
        "published_basis": report.published_basis.value,
        "origin": _printable(report.origin),
        "sentences": _json(report.sentences),
    }


def report_of(row: Any) -> Report:
    """The report of a row of ``reports`` joined with ``sources`` (whose columns are called ``source_*``)."""
    source = None
    if row.source_id is not None:
        source = Source(
            name=row.source_name,
            name_ar=row.source_name_ar,
            kind=SourceKind(row.source_kind),
            country=row.source_country,
            url=row.source_url,
        )
    return Report(
        id=row.id,
        text=row.text,
        content_sha256=row.content_sha256,
        title=row.title,
        source=source,
        url=row.url,
        published=dt.date.fromisoformat(row.published) if row.published else None,
        published_at=dt.datetime.fromisoformat(row.published_at) if row.published_at else None,
        published_basis=PublishedBasis(row.published_basis),
        external_id=row.external_id,
        origin=row.origin,
        sentences=_spans.decode(row.sentences),
    )


def run_row(run: Run) -> Row:
    return {
        "id": run.id,
        "rasid": run.rasid,
        "components": _json(run.components),
        "data": _json(run.data),
        "config_sha256": run.config_sha256,
        "started_at": run.started_at.isoformat() if run.started_at else None,
    }


def run_of(row: Any) -> Run:
    return Run(
        id=row.id,
        rasid=row.rasid,
        components=msgspec.json.decode(row.components, type=tuple[str, ...]),
        data=msgspec.json.decode(row.data, type=dict[str, str]),
        config_sha256=row.config_sha256,
        started_at=dt.datetime.fromisoformat(row.started_at) if row.started_at else None,
    )


def problem_row(problem: Problem, report_id: str | None = None) -> Row:
    tied = problem.report_id or report_id
    return {
        "id": _key("p", problem.code, problem.message, problem.item, tied, problem.component),
        "code": problem.code,
        "message": _printable(problem.message),
        "item": _printable(problem.item),
        "report_id": tied,
        "component": problem.component,
    }


def problem_of(row: Any) -> Problem:
    return Problem(code=row.code, message=row.message, item=row.item, report_id=row.report_id, component=row.component)


def analysis_row(analysis: Analysis) -> Row:
    return {
        "report_id": analysis.report_id,
        "run_id": analysis.run,
        "relevant": int(analysis.relevant),
        "relevance": analysis.relevance,
        "lead_event": analysis.lead_event,
        "record": zlib.compress(msgspec.json.encode(analysis), _LEVEL),
    }


def analysis_of(report_id: str, record: bytes) -> Analysis:
    """The record as saved. Raises StoreError where it cannot be decoded."""
    try:
        return _decoder.decode(zlib.decompress(record))
    except (zlib.error, msgspec.DecodeError) as error:
        raise StoreError(f"the analysis of report {report_id} is damaged ({error}); read that report again") from error


def _quote(evidence: Evidence, prefix: str = "quote") -> Row:
    start, end = ("quote_start", "quote_end") if prefix == "quote" else (f"{prefix}_start", f"{prefix}_end")
    return {
        start: evidence.start,
        end: evidence.end,
        "quote" if prefix == "quote" else f"{prefix}_quote": evidence.quote,
    }


def event_rows(analysis: Analysis) -> list[Row]:
    out = []
    for ordinal, event in enumerate(analysis.events):
        when = event.when
        out.append(
            {
                "report_id": analysis.report_id,
                "id": event.id,
                "ordinal": ordinal,
                "type": event.type.value,
                "realis": event.realis.value,
                "salience": event.salience.value,
                "parent": event.parent,
                **_quote(event.trigger, "trigger"),
                "date_start": when.start.isoformat() if when and when.start else None,
                "date_end": when.end.isoformat() if when and when.end else None,
                "date_granularity": when.granularity.value if when else None,
                "date_basis": when.basis.value if when else None,
            }
        )
    return out


def argument_rows(analysis: Analysis) -> list[Row]:
    out = []
    for event in analysis.events:
        for ordinal, argument in enumerate(event.arguments):
            place = argument.place
            out.append(
                {
                    "report_id": analysis.report_id,
                    "event_id": event.id,
                    "ordinal": ordinal,
                    "role": argument.role.value,
                    **_quote(argument.evidence),
                    "normal": fold(argument.evidence.quote),
                    "label": argument.label,
                    "actor": argument.actor,
                    "place_id": place.chosen if place else None,
                    "place_kind": place.kind.value if place else None,
                    "place_name": place.name_en if place else None,
                    "country": place.country if place else None,
                    "precision": place.precision.value if place else None,
                    "lat": place.lat if place else None,
                    "lon": place.lon if place else None,
                    "radius_km": place.radius_km if place else None,
                }
            )
    return out


def casualty_rows(analysis: Analysis) -> list[Row]:
    return [
        {
            "report_id": analysis.report_id,
            "id": claim.id,
            "ordinal": ordinal,
            "event_id": claim.event,
            "outcome": claim.outcome.value,
            "low": claim.count.low,
            "high": claim.count.high,
            "count_kind": claim.count.kind.value,
            "approx": int(claim.count.approx),
            **_quote(claim.evidence),
            "who_quote": claim.who.quote if claim.who else None,
            "groups": _json(claim.groups),
            "part_of": claim.part_of,
            "added_to": claim.added_to,
            "scope": claim.scope.value,
            "statement_id": claim.source,
            "certainty": claim.certainty.value,
            "is_update": int(claim.update),
        }
        for ordinal, claim in enumerate(analysis.casualties)
    ]


def statement_rows(analysis: Analysis) -> list[Row]:
    return [
        {
            "report_id": analysis.report_id,
            "id": statement.id,
            "ordinal": ordinal,
            "kind": statement.kind.value,
            "act": statement.act.value,
            "certainty": statement.certainty.value,
            **_quote(statement.speaker, "speaker"),
            "label": statement.label,
            "actor": statement.actor,
            "via": statement.via,
            "about": _json(statement.about),
        }
        for ordinal, statement in enumerate(analysis.statements)
    ]
