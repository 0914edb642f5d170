"""Incidents for a person at a terminal: what is best supported and by whom, every claim with its words, who is held responsible."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from rich.cells import set_cell_size
from rich.console import Console

from rasid.cli.layout import Line, Page
from rasid.cli.render import COLUMN, _is_arabic, toll
from rasid.codes import label
from rasid.lexicon.actors import registry
from rasid.lexicon.places import gazetteer
from rasid.model import (
    Account,
    Analysis,
    Attribution,
    ClaimKey,
    ClaimUse,
    Estimate,
    EventKey,
    Incident,
    IncidentChange,
    IncidentClaim,
    IncidentLink,
    IncidentStatus,
    Outcome,
    Report,
    Standing,
    Subgroup,
    Supported,
)
from rasid.resolve.linking import SIDES

if TYPE_CHECKING:
    from rasid.store.linked import StoredJudgement

Records = Mapping[str, tuple[Report, Analysis]]
_REASON = max(len(name) for name in SIDES) + 1
"""Columns of a reason's name."""
_TOTALS = (Outcome.KILLED, Outcome.INJURED, Outcome.HARMED)


class IncidentPage:
    """Writes incidents to a console. ``bidi`` as in `Page`."""

    def __init__(self, console: Console, *, bidi: str = "terminal") -> None:
        self._console = console
        self._page = Page(console, bidi=bidi)

    def listed(self, incident: Incident) -> None:
        """One line: day, type, place, reports, status, id."""
        reports = len({key.report_id for key in incident.events})
        cells = (
            (_days(incident), 12),
            (label(incident.type, "en") if incident.type else "not read", 24),
            (_place(incident) or "no place", 24),
            (f"{reports} {'report' if reports == 1 else 'reports'}", 12),
            (incident.status.value, 13),
        )
        row = "".join(set_cell_size(text, width - 1) + " " for text, width in cells)
        self._page.line(Line().say(incident.id, "bold"), first=row)

    def estimated(self, account: Account) -> None:
        """One line: day, place, the totals under the rule, grade, id."""
        told = [number for outcome in _TOTALS if (number := estimate_text(account.matrix.cell(outcome)))]
        grade = label(account.grade.grade, "en") if account.grade.grade else "no grade"
        incident = account.incident
        cells = ((_days(incident), 12), (_place(incident) or "no place", 24), (grade, 12))
        row = "".join(set_cell_size(text, width - 1) + " " for text, width in cells)
        self._page.line(Line().say(", ".join(told) or "no number").say(incident.id, "dim"), first=row)

    def account(self, account: Account, records: Records) -> None:
        """All of one incident."""
        incident = account.incident
        self._head(account)
        self._row("when", self._supported(Line().say(_days(incident)), incident.when, records))
        self._row("where", self._supported(self._where(incident), incident.where, records))
        for outcome in Outcome:
            cell = account.matrix.cell(outcome)
            if cell.claims:
                self._row("toll", self._estimate(cell))
        self._responsible(account, records)
        self._row("grade", self._grade(account))
        for problem in (*incident.problems, *account.matrix.problems):
            self._row("note", Line().say(problem.message, "yellow").say(f"[{problem.code}]", "dim"))
        self._page.blank()
        self._claims(account, records)
        self._reports(account, records)

    def matrix(self, account: Account, records: Records) -> None:
        """Every cell with every claim that speaks of it."""
        self._head(account)
        claims = {claim.key: claim for claim in account.claims}
        for cell in account.matrix.cells:
            self._row("toll", self._estimate(cell))
            for use in cell.claims:
                self._claim(claims[use.claim], use, claims, records, indent=8)
        self._row("grade", self._grade(account))
        for problem in account.matrix.problems:
            self._row("note", Line().say(problem.message, "yellow").say(f"[{problem.code}]", "dim"))
        if not account.matrix.cells:
            self._row("toll", Line().say("nobody says whether anyone was harmed", "dim"))
        self._page.blank()

    def explained(
        self,
        link: IncidentLink,
        kept: bool,
        judged: Sequence[StoredJudgement],
        incidents: Sequence[Incident],
        records: Records,
    ) -> None:
        """Why two events are, or are not, one happening."""
        for key in (link.a, link.b):
            self._telling(key, records)
        self._page.blank()
        for feature in sorted(link.features, key=lambda feature: -abs(feature.share)):
            name = feature.name.replace("_", " ")
            value = f"{feature.value:.2f} × {feature.weight:+.2f}" if feature.name != "always" else ""
            line = Line().say(f"{feature.share:+7.2f}", "green" if feature.share > 0 else "red").say(value, "dim")
            self._page.line(line, first=f"    {name:<{_REASON}}")
        verdict = "rather one happening than two" if link.score > 0 else "rather two happenings than one"
        self._page.line(
            Line().say(f"{link.score:+7.2f}", "bold").say(verdict, "bold"), first=f"    {'in all':<{_REASON}}"
        )
        self._page.blank()
        for row in judged:
            self._page.line(Line().say(judged_line(row)), first="    judged: ")
        if len({incident.id for incident in incidents}) == 1:
            self._page.line(Line().say("both are of").say(incidents[0].id, "bold"), first="    ")
        elif incidents:
            names = " and ".join(incident.id for incident in incidents)
            self._page.line(Line().say("they are of").say(names, "bold"), first="    ")
        if not kept:
            why = (
                "No link of the two is kept: they share no day with a place or a rare word, no name and no two rare words, "
                "or only such as too many events have; or they score too low."
            )
            self._page.line(Line().say(why, "dim"), first="    ", hang=4)

    def history(self, changes: Sequence[IncidentChange], judged: Sequence[StoredJudgement]) -> None:
        """What became of an id, and what was judged."""
        self._page.line(Line().say("History", "bold"))
        past = [(row.at, Line().say(judged_line(row))) for row in judged]
        for change in changes:
            line = Line().say(change.at.isoformat(" ", "seconds") if change.at else "")
            line.say(f"{change.incident} {change.kind.value}" + (" into" if change.into else ""))
            past.append((change.at or dt.datetime.min.replace(tzinfo=dt.UTC), line.say(", ".join(change.into), "bold")))
        for _, line in sorted(past, key=itemgetter(0)):
            self._page.line(line, first="    ", hang=8)
        if not (changes or judged):
            self._page.line(Line().say("nothing was judged, and the id never changed", "dim"), first="    ")

    # --- parts --------------------------------------------------------------------------------------------------------------

    def _head(self, account: Account) -> None:
        incident = account.incident
        head = Line().say(incident.id, "bold cyan")
        if incident.type is not None:
            head.say(label(incident.type, "en"), "bold").say("·").arabic(label(incident.type, "ar"))
        reports, witnesses = len(account.reports), len(account.witnesses)
        told = f"· {reports} {'report' if reports == 1 else 'reports'}"
        if witnesses != reports:
            told += f", {witnesses} {'witness' if witnesses == 1 else 'witnesses'}: reprints count once"
        strong = incident.status is IncidentStatus.CONTRADICTED
        head.say(told + ",").say(label(incident.status, "en").lower(), "bold yellow" if strong else "dim")
        self._page.line(head, hang=4)

    def _row(self, name: str, line: Line, *, indent: int = 0) -> None:
        self._page.line(line, first=f"    {name:<{COLUMN - 5}} " + " " * indent, hang=COLUMN + indent + 2)

    def _supported(self, line: Line, found: Supported | None, records: Records) -> Line:
        if found is None:
            return Line().say("not stated", "dim")
        line.say(f"({len(found.by)} of {len(found.by) + len(found.against)} events that tell it)", "dim")
        if found.against:
            line.say("against it:", "yellow")
            for number, key in enumerate(found.against):
                line.say(("; " if number else "") + _short(key, records), "yellow")
        return line

    def _where(self, incident: Incident) -> Line:
        line = Line().say(_place(incident) or "")
        if incident.lat is not None and incident.lon is not None:
            far = incident.radius_km is not None and incident.radius_km >= 10
            line.say(f"{incident.lat:.{2 if far else 4}f}, {incident.lon:.{2 if far else 4}f}")
            if incident.radius_km is not None:
                line.say(f"± {incident.radius_km:.0f} km")
        return line

    def _estimate(self, cell: Estimate) -> Line:
        line = Line().say(estimate_text(cell) or f"{label(cell.outcome, 'en').lower()}: no number")
        if cell.subgroup is not Subgroup.ALL:
            line.say(f"({label(cell.subgroup, 'en').lower()})")
        standing = [use.standing for use in cell.claims]
        told = [f"{label(cell.rule, 'en')}", f"{cell.sources} {'source' if cell.sources == 1 else 'sources'}"]
        for kind, name in ((Standing.DISSENTING, "dissenting"), (Standing.SET_ASIDE, "set aside")):
            if count := standing.count(kind):
                told.append(f"{count} {name}")
        return line.say(f"· {', '.join(told)}", "dim")

    def _grade(self, account: Account) -> Line:
        grade = account.grade
        line = Line().say(label(grade.grade, "en") if grade.grade else "none", "bold" if grade.grade else "dim")
        return line.say(f"({grade.reason})", "dim")

    def _responsible(self, account: Account, records: Records) -> None:
        held = account.responsibility
        for party in held.parties:
            line = Line().say(_actor(party.party), "bold")
            for number, attribution in enumerate(party.attributions):
                line.say(";" if number else "", glued=True)
                self._attribution(line, attribution, records)
            self._row("held to be", line)
        for attribution in held.unnamed:
            self._row("held to be", self._attribution(Line().say("not named"), attribution, records))
        if held.contest:
            self._row("", Line().say(", ".join(label(why, "en").lower() for why in held.contest), "bold yellow"))

    def _attribution(self, line: Line, attribution: Attribution, records: Records) -> Line:
        line.say(label(attribution.stance, "en").lower()).quote(attribution.words.quote)
        if attribution.hedged:
            line.say("with reserve", "yellow")
        return line.say(f"({_report(attribution.report_id, records)})", "dim")

    def _claims(self, account: Account, records: Records) -> None:
        uses: dict[ClaimKey, ClaimUse] = {}
        for cell in account.matrix.cells:
            for use in cell.claims:
                uses.setdefault(use.claim, use)
        claims = {claim.key: claim for claim in account.claims}
        if claims:
            self._page.line(Line().say("Claims", "bold"))
        for claim in account.claims:
            self._claim(claim, uses.get(claim.key), claims, records)
        if account.claims:
            self._page.blank()

    def _claim(
        self,
        claim: IncidentClaim,
        use: ClaimUse | None,
        claims: Mapping[ClaimKey, IncidentClaim],
        records: Records,
        *,
        indent: int = 4,
    ) -> None:
        line = Line()
        if use is not None:
            style = {Standing.USED: "green", Standing.DISSENTING: "yellow", Standing.SET_ASIDE: "dim"}[use.standing]
            told = f"{label(use.standing, 'en').lower()}, {label(use.reason, 'en').lower()}"
            if use.of is not None and (of := claims.get(use.of)) is not None:
                told += f" (see {toll(of.claim.outcome, of.claim.count)}, {_report(of.report_id, records)})"
            line.say(f"{told}:", style)
        line.say(toll(claim.claim.outcome, claim.claim.count)).quote(claim.claim.evidence.quote)
        if claim.claim.who is not None and claim.claim.who.quote != claim.claim.evidence.quote:
            line.quote(claim.claim.who.quote)
        report, analysis = records[claim.report_id]
        said = next((s for s in analysis.statements if s.id == claim.claim.source), None)
        line.say("—")
        if said is None:
            line.say("says the report itself", "dim")
        else:
            line.say("says").quote(said.speaker.quote)
        day = report.published.isoformat() if report.published else "no date"
        line.say(f"({_report(claim.report_id, records)}, {day})", "dim")
        self._page.line(line, first=" " * indent, hang=indent + 4)

    def _reports(self, account: Account, records: Records) -> None:
        self._page.line(Line().say("Reports", "bold"))
        events: dict[str, list[EventKey]] = {}
        for key in account.incident.events:
            events.setdefault(key.report_id, []).append(key)
        for report_id in account.reports:
            for key in events[report_id]:
                self._telling(key, records)

    def _telling(self, key: EventKey, records: Records) -> None:
        """An event with the sentence of its trigger."""
        if key.report_id not in records:
            self._page.line(Line().say(f"{key}: the report is not in the store", "yellow"), first="    ")
            return
        report, analysis = records[key.report_id]
        line = Line().say(f"{report.external_id or report.id}/{key.event}", "bold")
        if report.source is not None:
            line.say("·", "dim")
            (line.arabic if _is_arabic(report.source.name) else line.say)(report.source.name)
        line.say(f"· {report.published.isoformat() if report.published else 'no date'}", "dim")
        self._page.line(line, first="    ", hang=8)
        event = next((event for event in analysis.events if event.id == key.event), None)
        if event is None:
            return
        number = bisect_right(analysis.sentences, event.trigger.start, key=lambda sentence: sentence.start) - 1
        if 0 <= number < len(analysis.sentences):
            sentence = analysis.sentences[number]
            at = event.trigger.start - sentence.start, event.trigger.end - sentence.start
            self._page.sentence(sentence.of(report.text).replace("\n", " "), [at], label="      ")


def estimate_text(cell: Estimate) -> str:
    """ "5 to 9 killed, best 7"; empty where there is no number."""
    if not cell.stated:
        return ""
    low, high = _number(cell.low), _number(cell.high)
    if low == high:
        number = f"{low} or more" if cell.or_more else low
    elif cell.low is None:
        number = f"up to {high}"
    else:
        number = f"{low} to {high}" + (" or more" if cell.or_more else "")
    best = f", best {_number(cell.best)}" if cell.best is not None and low != high else ""
    return f"{number} {label(cell.outcome, 'en').lower()}{best}"


def _number(value: int | float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def judged_line(row: StoredJudgement) -> str:
    """A judgement on one line."""
    pair = " and ".join(
        str(end.key) if end.event else f"{end.report_id} «{end.quote}» (told no more)" for end in (row.a, row.b)
    )
    told = f"{row.at.isoformat(' ', 'seconds')} {row.id} {row.by}: {pair} {row.verdict.value}"
    if row.reason:
        told += f" ({row.reason})"
    if row.revoked_at is not None:
        told += f"; taken back {row.revoked_at.isoformat(' ', 'seconds')} by {row.revoked_by}"
    return told if row.act == row.id else f"{told} [{row.act}]"


def _days(incident: Incident) -> str:
    if incident.first is None or incident.last is None:
        return "no date"
    if incident.first == incident.last:
        return incident.first.isoformat()
    return f"{incident.first.isoformat()} to {incident.last.isoformat()}"


def _place(incident: Incident) -> str | None:
    known = gazetteer().get(incident.place) if incident.place else None
    name = (known.name_en or known.name_ar) if known is not None else incident.place
    return f"{name}, {incident.country}" if name and incident.country else name or incident.country


def _actor(name: str) -> str:
    known = registry().get(name)
    return known.name_en if known is not None else name


def _short(key: EventKey, records: Records) -> str:
    return f"{_report(key.report_id, records)}/{key.event}"


def _report(report_id: str, records: Records) -> str:
    found = records.get(report_id)
    return (found[0].external_id or report_id) if found else report_id
