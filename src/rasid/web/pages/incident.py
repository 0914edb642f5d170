"""The page of an incident: what is best supported and by whom, the toll under a rule, every claim with its words, and why
its reports are one happening."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from rasid.errors import ConflictError, RasidError, UsageError
from rasid.model import (
    Account,
    Analysis,
    Attribution,
    ClaimKey,
    ClaimUse,
    Decision,
    Estimate,
    Event,
    EventKey,
    Evidence,
    Incident,
    IncidentClaim,
    Outcome,
    Report,
    Role,
    Rule,
    Ruling,
    Span,
    SpeakerKind,
    Standing,
    Statement,
    Subgroup,
    Supported,
)
from rasid.model.decision import WHOLE
from rasid.model.person import Right
from rasid.resolve.estimates import under_rules
from rasid.resolve.matrix import COUNTED
from rasid.resolve.reviewed_incident import ReviewedIncident, reviewed_incident
from rasid.run.incidents import Builder
from rasid.run.review import decide_all, reviews
from rasid.run.views import found, number_of, told
from rasid.store import Store
from rasid.text.normal import fold
from rasid.web import incident_fields, judging, wording
from rasid.web.base_map import Pin, picture
from rasid.web.charts import ClaimPoint, symbol, toll_chart
from rasid.web.conflicts import refused, tell_first
from rasid.web.desk import Desk, desk
from rasid.web.forms import Form
from rasid.web.highlights import marked, within
from rasid.web.highlights import words as words_of
from rasid.web.marks import Look, calm, write_line
from rasid.web.masks import Masked, masked
from rasid.web.wording import Words

router = APIRouter()
At = Annotated[Desk, Depends(desk)]
RULE = Rule.AIRWARS
PAIRS = 28
"""Pairs of events that are explained on one page: all of eight events."""
_Words = dict[tuple[int, int], list[tuple[Evidence, str, str]]]
"""Words of the records of a report, by where they begin and end."""
_TOTALS = (Outcome.KILLED, Outcome.INJURED, Outcome.HARMED)


@dataclass(slots=True)
class ClaimLine:
    """One row of the table of claims."""

    key: str
    claim: IncidentClaim
    report: Report
    outlet: str
    moment: str
    said: Statement | None
    speaker: str
    via: str
    use: ClaimUse | None
    home: Span
    """The sentence in which it stands."""
    prefix: str
    """Begins the ids of the marks in it."""
    sentence: Markup
    lights: str
    part: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """One event of one report, with the sentence of its trigger."""

    key: EventKey
    event: Event | None
    sentence: Markup


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report, with the reprints of it folded into it."""

    report: Report | None
    id: str
    outlet: str
    day: str
    tellings: tuple[Telling, ...]
    reprints: tuple[ReportLine, ...] = ()


class Told:
    """An incident, as it was computed, as one person sees it: with what people decided, under one rule."""

    def __init__(self, at: Desk, incident: Incident, rule: Rule, outcome: Outcome | None = None) -> None:
        self.at = at
        self.w: Words = at.words
        store: Store = at.store
        self.ledger = store.decisions.of_incidents([incident.id]).get(incident.id, [])
        self.decided: ReviewedIncident = reviewed_incident(incident, self.ledger)
        self.incident = self.decided.incident
        self.read: dict[str, tuple[Report, Analysis]] = {}
        self.masks: dict[str, Masked] = {}
        self._marked: dict[str, _Words] = {}
        seen = []
        for review in reviews(store, store.records_of(key.report_id for key in incident.events)):
            report = review.report
            seen.append((report, review.analysis))
            mask = masked(report, review.machine, review.analysis, cleared=at.cleared)
            self.masks[report.id] = mask
            self.read[report.id] = (mask.report, mask.analysis(review.analysis))
        self.account: Account = told(store, self.incident, rule, read=seen)
        self.rule = rule
        self.outcome = outcome or next(
            (o for o in (*_TOTALS, *COUNTED) if self.account.matrix.cell(o).claims), Outcome.KILLED
        )
        self._uses = uses(self.account)

    def shown(self, **more: Any) -> dict[str, Any]:
        """What the template has."""
        w, account = self.w, self.account
        lines = self.claims()
        return {
            "incident": self.incident,
            "unread": self.incident.type is None and not self._events,
            "decided": self.decided,
            "account": account,
            "rule": self.rule,
            "rules": self.rules(),
            "place": wording.incident_place(self.incident, w),
            "point": wording.point(self.incident.lat, self.incident.lon, self.incident.radius_km, w),
            "days": wording.days(self.incident.first, self.incident.last, w),
            "when": self._supported(self.incident.when),
            "where": self._supported(self.incident.where),
            "bases": self._bases(),
            "map": self._map(),
            "who": {role: self._who(role) for role in (Role.ATTACKER, Role.PARTY, Role.TARGET, Role.WEAPON)},
            "totals": self._totals(),
            "grid": self._grid(),
            "claims": lines,
            "chart": self._chart(lines),
            "outcome": self.outcome,
            "outcomes": [o for o in COUNTED if account.matrix.cell(o).claims],
            "responsibility": self._responsibility(),
            "contest": account.responsibility.contest,
            "unnamed": [self._attribution(a) for a in account.responsibility.unnamed],
            "reports": self.reports(),
            "problems": (*self.incident.problems, *account.matrix.problems),
            "values": {name: self.value(name) for name in incident_fields.FIELDS},
            "types": incident_fields.types(self.decided, w),
            "places": incident_fields.places(self.decided, self._named_places(), w),
            "conflict": None,
            "conflicts": self._conflicts(),
            "hide": self._hide,
            "judgements": self._judgements(),
            "changes": self._changes(),
            "may_decide": self.at.may(Right.DECIDE),
            "masked": any(mask.hides for mask in self.masks.values()),
            "error": None,
            "said": "",
            "filled": Form([]),
            "symbol": lambda n: Markup(symbol(n)),
            **more,
        }

    # What people decided of it

    def value(self, name: str) -> incident_fields.Value:
        return incident_fields.value(self.decided, name, self.at.person, self.w)

    def _named_places(self) -> list[str]:
        """Places that its events tell, as the gazetteer has them."""
        return [
            argument.place.chosen
            for _, event in self._events
            for argument in event.arguments
            if argument.role is Role.PLACE and argument.place is not None and argument.place.chosen is not None
        ]

    def _conflicts(self) -> list[tuple[str, Decision]]:
        """Decisions of others that came too late for one of this person's."""
        if self.at.person is None:
            return []
        found = refused(self.ledger, self.at.person.name)
        return [(self.w(f"field.incident.{first.field or 'all'}"), late) for first, late in found]

    # When, where, who

    def _supported(self, value: Supported | None) -> dict[str, Any] | None:
        if value is None:
            return None
        return {
            "by": len(value.by),
            "all": len(value.by) + len(value.against),
            "against": [(key, self._by(key.report_id)) for key in value.against],
        }

    def _by(self, report_id: str) -> str:
        known = self.read[report_id][0] if report_id in self.read else self.at.store.report(report_id)
        if known is None:
            return report_id
        day = self.w.day(known.published) if known.published else self.w("when.no_date")
        return self.w("incident.by_report", outlet=wording.outlet(known, self.w), day=day)

    @cached_property
    def _events(self) -> list[tuple[EventKey, Event]]:
        """Its events, as their reports tell them."""
        known = {
            EventKey(id_, event.id): event for id_, (_, analysis) in self.read.items() for event in analysis.events
        }
        return [(key, known[key]) for key in self.incident.events if key in known]

    def _bases(self) -> list[dict[str, Any]]:
        """The time words of its events, each with what its days rest on."""
        out: dict[tuple[str, str], dict[str, Any]] = {}
        for key, event in self._events:
            if event.when is None:
                continue
            for words in event.when.evidence:
                basis = wording.when_basis(event.when, self.w)
                out.setdefault(
                    (words.quote, basis),
                    {"words": words, "basis": basis, "days": wording.when(event.when, self.w), "report": key.report_id},
                )
        return list(out.values())[:6]

    def _map(self) -> Markup:
        incident = self.incident
        if incident.lat is None or incident.lon is None:
            return Markup("")
        name = wording.place_name(incident.place, self.w)
        return picture(
            Pin(incident.lat, incident.lon, incident.radius_km, name),
            language=self.w.lang,
            title=f"{wording.incident_place(incident, self.w)} {wording.point(incident.lat, incident.lon, incident.radius_km, self.w)}",
        )

    def _who(self, role: Role) -> list[dict[str, Any]]:
        """What its events name in one role, each name once with the words and how many reports tell it."""
        out: dict[str, dict[str, Any]] = {}
        for key, event in self._events:
            for argument in event.arguments:
                if argument.role is not role:
                    continue
                name = wording.argument(argument, self.w)
                entry = out.setdefault(
                    argument.actor or argument.label or argument.evidence.quote,
                    {"name": name, "words": argument.evidence, "report": key.report_id, "reports": set(), "quotes": {}},
                )
                entry["reports"].add(key.report_id)
                entry["quotes"].setdefault(argument.evidence.quote, (key.report_id, argument.evidence))
        return sorted(out.values(), key=lambda entry: -len(entry["reports"]))[:8]

    # The toll

    def _totals(self) -> list[dict[str, Any]]:
        out = []
        for outcome in COUNTED:
            cell = self.account.matrix.cell(outcome)
            if not cell.claims:
                continue
            standings = [use.standing for use in cell.claims]
            out.append(
                {
                    "outcome": outcome,
                    "told": wording.estimate(cell, self.w),
                    "stated": cell.stated,
                    "best": self._best(cell),
                    "sources": cell.sources,
                    "dissenting": standings.count(Standing.DISSENTING),
                    "aside": standings.count(Standing.SET_ASIDE),
                    "used": [_key(use.claim) for use in cell.claims if use.standing is Standing.USED],
                }
            )
        return out

    def _best(self, cell: Estimate) -> str:
        if cell.best is None or cell.low == cell.high:
            return ""
        return self.w.number(round(cell.best, 1) if isinstance(cell.best, float) else cell.best)

    def _grid(self) -> dict[str, Any]:
        """Outcomes by groups."""
        cells = [cell for cell in self.account.matrix.cells if cell.stated]
        columns = [group for group in Subgroup if any(cell.subgroup is group for cell in cells)]
        rows = [outcome for outcome in COUNTED if any(cell.outcome is outcome for cell in cells)]
        by = {(cell.outcome, cell.subgroup): wording.estimate(cell, self.w) for cell in cells}
        return {"columns": columns, "rows": [(o, [by.get((o, g), "") for g in columns]) for o in rows]}

    def rules(self) -> list[dict[str, Any]]:
        """The totals under every rule, of the same claims."""
        shown = [o for o in COUNTED if self.account.matrix.cell(o).claims]
        found = under_rules(self.account.claims, list(Rule), shown, happened=self.incident.first)
        out = []
        for rule in Rule:
            cells = [found[rule, outcome] for outcome in shown]
            out.append(
                {
                    "rule": rule,
                    "told": [wording.estimate(cell, self.w) for cell in cells],
                    "best": [self._best(cell) for cell in cells],
                    "outcomes": shown,
                }
            )
        return out

    # Claims

    def claims(self) -> list[ClaimLine]:
        """Every claim, in the order of publication. Of claims that stand in one sentence the last has it, with the words of
        all of them marked."""
        lines = [self._claim(claim) for claim in self.account.claims]
        wanted: set[tuple[int, int]] = set()
        for at, line in enumerate(lines):
            claim = line.claim.claim
            own = (claim.evidence, claim.who, line.said and line.said.speaker, line.said and line.said.hedge)
            wanted |= {(found.start, found.end) for found in own if found}
            behind = lines[at + 1] if at + 1 < len(lines) else None
            if behind is None or (behind.report.id, behind.home) != (line.report.id, line.home):
                line.sentence = self._sentence(line.report.id, line.home, line.prefix, wanted)
                wanted = set()
        return lines

    def _claim(self, claim: IncidentClaim) -> ClaimLine:
        report, analysis = self.read[claim.report_id]
        own = next((c for c in analysis.casualties if c.id == claim.claim.id), claim.claim)
        said = next((s for s in analysis.statements if s.id == own.source), None)
        via = next((s for s in analysis.statements if said is not None and s.id == said.via), None)
        home = self._home(claim.report_id, own.evidence.start)
        prefix = f"k{claim.report_id[:9]}-{home.start}-w"
        return ClaimLine(
            key=_key(claim.key),
            claim=msgspec.structs.replace(claim, claim=own),
            report=report,
            outlet=wording.outlet(report, self.w),
            moment=self._moment(report),
            said=said,
            speaker=self._speaker(said),
            via=self._speaker(via) if via is not None else "",
            use=self._uses.get(claim.key),
            home=home,
            prefix=prefix,
            sentence=Markup(""),
            lights=f"{prefix}{own.evidence.start}-{own.evidence.end}",
            part=own.part_of is not None,
        )

    def _home(self, report_id: str, start: int) -> Span:
        """The sentence in which words stand."""
        report, analysis = self.read[report_id]
        place = bisect_right(analysis.sentences, start, key=lambda s: s.start) - 1
        if 0 <= place < len(analysis.sentences):
            return analysis.sentences[place]
        return Span(max(0, start - 120), min(len(report.text), start + 200))

    def _sentence(self, report_id: str, home: Span, prefix: str, wanted: set[tuple[int, int]]) -> Markup:
        """A sentence with some of its words marked."""
        report, found = self.read[report_id][0], self._words_of(report_id)
        chosen = within(marked(one for at in wanted for one in found.get(at, ())), home)
        return Markup(write_line(report.text, chosen, home, Look(prefix=prefix)))

    def _words_of(self, report_id: str) -> _Words:
        if report_id not in self._marked:
            found: _Words = {}
            for one in words_of(*self.read[report_id])[0]:
                found.setdefault((one[0].start, one[0].end), []).append(one)
            self._marked[report_id] = found
        return self._marked[report_id]

    def _moment(self, report: Report) -> str:
        if report.published is None:
            return self.w("when.no_date")
        told = self.w.day(report.published)
        return f"{told} {report.published_at:%H:%M}" if report.published_at is not None else told

    def _speaker(self, said: Statement | None) -> str:
        if said is None:
            return self.w("source.itself")
        known = wording.actor(said.actor, self.w) if said.actor else ""
        return known or (said.label if self.w.lang == "en" else None) or calm(said.speaker.quote)

    def _chart(self, lines: list[ClaimLine]) -> dict[str, Any]:
        cell = self.account.matrix.cell(self.outcome)
        use = {use.claim: use for use in cell.claims}
        points = []
        for line in lines:
            mine = use.get(line.claim.key)
            if mine is None or line.claim.claim.outcome is not self.outcome or mine.reason.value == "part":
                continue
            number = wording.count(line.claim.claim.count, self.w)
            told = f"{line.moment} · {line.outlet} · {line.speaker}: {number} ({wording.name(mine.standing, self.w)})"
            points.append(
                ClaimPoint(
                    line.report.published, line.claim.claim.count.low, line.claim.claim.count.high,
                    mine.standing, self.source(mine.source), told, f"#{line.key}",
                )
            )  # fmt: skip
        title = self.w("incident.chart_of", outcome=wording.name(self.outcome, self.w))
        chart = toll_chart(
            points, title=title, rtl=self.w.lang == "ar", band=(cell.low, cell.high) if cell.stated else None,
            day=self.w.day, number=self.w.number,
        )  # fmt: skip
        return {"svg": Markup(chart.svg), "sources": chart.sources, "undrawn": chart.undrawn, "title": title}

    def source(self, name: str) -> str:
        """An independent source in words: a speaker, an outlet, an unnamed source of an outlet."""
        base, _, kind = name.rpartition("/")
        if not base or kind not in set(SpeakerKind):  # the name of an outlet may have a slash of its own
            base, kind = name, ""
        what, _, id_ = base.partition(":")
        told = self._by(id_) if what == "report" else calm(wording.actor(id_, self.w))
        if what == "outlet":
            own = self._of_outlets.get(_folded(id_))
            told = wording.outlet(own, self.w) if own is not None else told
        if not kind:
            return told
        return f"{wording.name(SpeakerKind(kind), self.w)} · {told}"

    @cached_property
    def _of_outlets(self) -> dict[str, Report]:
        """By the name of an outlet, the first of its reports."""
        named = [(r.source.name, r) for r, _ in self.read.values() if r.source is not None]
        spelt = {name: _folded(name) for name, _ in named}
        return {spelt[name]: report for name, report in reversed(named)}

    # Responsibility

    def _responsibility(self) -> list[dict[str, Any]]:
        return [
            {
                "name": wording.actor(party.party, self.w),
                "sources": len(party.sources),
                "told": [self._attribution(a) for a in party.attributions],
            }
            for party in self.account.responsibility.parties
        ]

    def _attribution(self, attribution: Attribution) -> dict[str, Any]:
        mask = self.masks.get(attribution.report_id)
        words = mask.evidence(attribution.words) if mask is not None else attribution.words
        return {
            "stance": attribution.stance,
            "words": words,
            "hedged": attribution.hedged,
            "report": attribution.report_id,
            "by": self._by(attribution.report_id),
        }

    # Reports

    def reports(self) -> list[ReportLine]:
        """By day of publication; those that are mostly the words of an earlier one folded into it."""
        first_of = {
            id_: min(group, key=self.account.reports.index) for group in self.account.witnesses for id_ in group
        }
        lines: dict[str, ReportLine] = {}
        folded: dict[str, list[ReportLine]] = {}
        order = [*self.account.reports, *dict.fromkeys(k.report_id for k in self.incident.events)]
        for id_ in dict.fromkeys(order):
            line = self._report(id_)
            first = first_of.get(id_, id_)
            if first == id_:
                lines[id_] = line
            else:
                folded.setdefault(first, []).append(line)
        return [
            ReportLine(line.report, line.id, line.outlet, line.day, line.tellings, tuple(folded.get(id_, ())))
            for id_, line in lines.items()
        ]

    def _report(self, id_: str) -> ReportLine:
        keys = [key for key in self.incident.events if key.report_id == id_]
        if id_ not in self.read:
            return ReportLine(None, id_, id_, "", tuple(Telling(key, None, Markup("")) for key in keys))
        report, analysis = self.read[id_]
        events = {event.id: event for event in analysis.events}
        tellings = []
        for key in keys:
            event = events.get(key.event)
            words = event.trigger if event is not None else Span(0, 0)  # where none was read, the first sentence
            home = self._home(id_, words.start)
            sentence = self._sentence(id_, home, f"{_key_of(key)}-w", {(words.start, words.end)})
            tellings.append(Telling(key, event, sentence))
        return ReportLine(report, id_, wording.outlet(report, self.w), self._moment(report), tuple(tellings))

    # What people judged

    def _judgements(self) -> list[dict[str, Any]]:
        """Acts of judging on its events, the newest first."""
        with self.at.store.linked() as tables:
            own = {(key.report_id, key.event) for key in self.incident.events}
            told = tables.of_reports({key.report_id for key in self.incident.events})
            numbers = [row.number for row in told if (row.report_id, row.event) in own]
            rows = tables.judgements_of(numbers, revoked=True)
        acts: dict[str, dict[str, Any]] = {}
        for row in sorted(rows, key=lambda row: row.at, reverse=True):
            entry = acts.setdefault(
                row.act,
                {
                    "act": row.act, "by": row.by, "at": row.at, "reason": self._hide(row.reason), "revoked": row.revoked_at is not None,
                    "revoked_by": row.revoked_by, "pairs": [],
                },
            )  # fmt: skip
            ends = [self._by(end.report_id) for end in (row.a, row.b)]  # one of them may be of another incident now
            entry["pairs"].append((row.verdict, *ends))
        return list(acts.values())

    def _hide(self, text: str) -> str:
        """Words of people without the names that its reports have to hide."""
        for mask in self.masks.values():
            text = mask.words(text)
        return text

    def _changes(self) -> list[Any]:
        with self.at.store.linked() as tables:
            return list(tables.changes_round(self.incident.id))

    def why(self) -> dict[str, Any]:
        """Its pairs of events with the reasons for and against each."""
        events = self.incident.events
        builder = Builder(self.at.store)
        pairs: list[dict[str, Any]] = []
        for a, b in itertools.islice(itertools.combinations(events, 2), PAIRS):
            try:
                link, kept = builder.explain(a, b)
            except LookupError:
                continue
            features = sorted(link.features, key=lambda f: -abs(f.share))
            pairs.append(
                {
                    "a": (a, self._by(a.report_id)),
                    "b": (b, self._by(b.report_id)),
                    "link": link,
                    "kept": kept,
                    "features": features,
                }
            )
        pairs.sort(key=lambda pair: -pair["link"].score)
        return {"pairs": pairs, "all": len(events) * (len(events) - 1) // 2}


def uses(account: Account) -> dict[ClaimKey, ClaimUse]:
    """What the rule makes of each claim: in the cell of all people where it is listed there, else in the first that lists it."""
    out: dict[ClaimKey, ClaimUse] = {}
    for cell in sorted(account.matrix.cells, key=lambda cell: cell.subgroup is not Subgroup.ALL):
        for use in cell.claims:
            out.setdefault(use.claim, use)
    return out


def _key(key: ClaimKey) -> str:
    return f"claim-{key.report_id[:9]}-{key.claim}"


def _key_of(key: EventKey) -> str:
    return f"t-{key.report_id[:9]}-{key.event}"


def _folded(name: str) -> str:
    return fold(name).strip()


def _rule(raw: str) -> Rule:
    try:
        return Rule(raw)
    except ValueError:
        return RULE


def _outcome(raw: str) -> Outcome | None:
    try:
        return Outcome(raw)
    except ValueError:
        return None


def _found(at: Desk, name: str) -> Incident | None:
    """The incident that an id leads to, as it was computed."""
    try:
        with at.store.linked() as tables:
            return tables.incidents([number_of(tables, name)]).popitem()[1]
    except UsageError:
        return None


@router.get("/incidents/{name}")
def show(at: At, name: str, rule: str = "", outcome: str = "", done: str = "") -> Response:
    """The incident under a rule; an id of former times leads to the incident of today."""
    incident = _found(at, name)
    if incident is None:
        return at.not_found()
    if incident.id != name:
        return RedirectResponse(f"/incidents/{incident.id}", status_code=307)
    page = Told(at, incident, _rule(rule), _outcome(outcome))
    shown = page.shown()
    parts = next((len(change.into) for change in reversed(shown["changes"]) if len(change.into) > 1), 2)
    return at.render("incident.html", **shown | {"said": at.words.maybe(f"incident.done.{done}", n=parts) or ""})


@router.get("/incidents/{name}/why")
def why(at: At, name: str) -> Response:
    """Why its events are one happening: a part of the page, or a page of its own."""
    incident = _found(at, name)
    if incident is None:
        return at.not_found()
    page = Told(at, incident, RULE)
    template = "_why.html" if at.partial else "why.html"
    return at.render(template, incident=incident, **page.why())


@router.post("/incidents/{name}/judge")
async def judge(request: Request, at: At, name: str) -> Response:
    """Merge, split, move, or take one of these back."""
    form = await Form.of(request)
    return await at.threaded(_judge, at, name, form)


def _judge(at: Desk, name: str, form: Form) -> Response:
    incident = _found(at, name)
    if incident is None:
        return at.not_found()
    by, reason = at.demand(Right.DECIDE).name, form.get("reason")[:2000]
    try:
        keys = list(_keys(form.all("event")))
        match form.get("do"):
            case "merge":
                into = judging.merge(at.store, incident.id, form.get("other"), by=by, reason=reason)
            case "split":
                into = judging.split(at.store, incident.id, keys, by=by, reason=reason)
            case "move":
                into = judging.move(at.store, incident.id, keys, form.get("other"), by=by, reason=reason)
            case "undo":
                _may_take_back(at, form.get("act"), by)
                judging.undo(at.store, form.get("act"), by=by)
                into = found(at.store, incident.id).id
            case "accept":
                page = Told(at, incident, RULE)
                draft, _ = page.decided.draft(Ruling.ACCEPT, by=by, reason=reason)
                decide_all(at.store, [(draft, form.seq("seen"))])
                into = incident.id
            case _:
                raise UsageError("the form is not whole; load the page again")
    except ConflictError as error:
        tell_first(at.store, error)
        return _refused(at, incident, _rule(form.get("rule")), error, (WHOLE, Ruling.ACCEPT, {}))
    except RasidError as error:
        return _refused(at, _found(at, name) or incident, _rule(form.get("rule")), error, filled=form)
    return RedirectResponse(f"/incidents/{into}?done={form.get('do')}", status_code=303)


@router.post("/incidents/{name}/decide")
async def decide(request: Request, at: At, name: str) -> Response:
    """Accept, edit or reject a value of the incident, take that back, or confirm it."""
    form = await Form.of(request)
    return await at.threaded(_decide, at, name, form)


def _decide(at: Desk, name: str, form: Form) -> Response:
    incident = _found(at, name)
    if incident is None:
        return at.not_found()
    person = at.demand(Right.DECIDE)
    what, rule = form.get("value_of"), _rule(form.get("rule"))
    page = Told(at, incident, rule)
    try:
        verdict = Ruling(form.get("verdict"))
    except ValueError:
        return _refused(at, incident, rule, UsageError("the form is not whole; load the page again"))
    if verdict is Ruling.CONFIRM:
        at.demand(Right.CONFIRM)
    wanted: incident_fields.Written = []
    try:
        wanted = incident_fields.drafts(page.decided, what, verdict, form, person)
        decide_all(at.store, wanted)
    except ConflictError as error:
        sent = {draft.field: draft.after for draft, _ in wanted if draft.verdict is Ruling.EDIT}
        tell_first(at.store, error, wanted=sent or None)
        return _refused(at, incident, rule, error, (what, verdict, sent))
    except RasidError as error:
        return _refused(at, incident, rule, error)
    if at.partial:
        told = at.words(
            "report.decided", verdict=wording.name(verdict, at.words), what=at.words(f"incident.value.{what}")
        )
        return at.render("incident.html", **Told(at, _found(at, name) or incident, rule).shown(said=told))
    kept = f"?rule={rule.value}" if rule is not RULE else ""
    return RedirectResponse(f"/incidents/{incident.id}{kept}#v-{what}", status_code=303)


def _refused(
    at: Desk,
    incident: Incident,
    rule: Rule,
    error: RasidError,
    mine: tuple[str, Ruling, dict[str, Any]] | None = None,
    *,
    filled: Form | None = None,
) -> Response:
    """The page as it is now, with what was refused and what was typed; with both values where two people decided on one."""
    page = Told(at, incident, rule)
    if not isinstance(error, ConflictError) or mine is None:
        shown = page.shown(error=at.words.said(str(error)), filled=filled or Form([]))
        response = at.render("incident.html", status=422, **shown)
        return at.notices_only(response) if at.partial else response
    name, verdict, sent = mine
    theirs: Decision = error.theirs
    now = page.value(name) if name != WHOLE else None
    conflict = {
        "field": at.words(f"incident.value.{name}" if now is not None else "incident.title"),
        "theirs": theirs,
        "theirs_told": wording.name(theirs.verdict, at.words) + (f": {now.proposed or now.told}" if now else ""),
        "mine_told": wording.name(verdict, at.words)
        + (f": {incident_fields.told_raw(name, page.decided, sent, at.words)}" if sent else ""),
    }
    return at.render("incident.html", status=409, **page.shown(conflict=conflict))


def _keys(raw: Iterable[str]) -> Iterable[EventKey]:
    for text in raw:
        try:
            yield EventKey.parse(text)
        except ValueError as error:
            raise UsageError(str(error)) from error


def _may_take_back(at: Desk, act: str, by: str) -> None:
    """One's own judgements; others' only for those who may confirm."""
    with at.store.linked() as tables:
        rows = tables.act(act)
    if any(row.by != by for row in rows):
        at.demand(Right.CONFIRM)
