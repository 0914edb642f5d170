"""Which values of a row rest on people: record, field, what was decided, and the number of the decision in the ledger. Names of
those who decided stay in the ledger and in the JSON lines: a table that goes round need not tell who worked on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rasid.model import Analysis, Basis, SubjectKind


def told(basis: Basis, report_id: str = "") -> str:
    """ "c1.count edit (12)"; with a report "r1c9…#c1.count edit (12)"."""
    record = basis.record or basis.kind.value
    field = f".{basis.field}" if basis.field else ""
    return f"{f'{report_id}#' if report_id else ''}{record}{field} {basis.verdict.value} ({basis.seq})"


def of_events(analysis: Analysis, events: Collection[str]) -> Iterator[Basis]:
    """What rests on people of some events of a report: the events, their arguments and claims, and the report as a whole."""
    claims = {claim.id for claim in analysis.casualties if claim.event in events}
    for basis in analysis.decided:
        if (
            basis.kind is SubjectKind.REPORT
            or (basis.kind is SubjectKind.EVENT and basis.record in events)
            or (basis.kind is SubjectKind.ARGUMENT and basis.record.split("/", 1)[0] in events)
            or (basis.kind is SubjectKind.CLAIM and basis.record in claims)
        ):
            yield basis
