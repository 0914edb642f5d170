"""Records for a person at a terminal: events with their claims, and under each the sentences with its words marked."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from rich.console import Console

from rasid.cli.layout import Line, Page, excerpt
from rasid.codes import label
from rasid.lexicon.nations import nations
from rasid.lexicon.places import gazetteer
from rasid.model import (
    Act,
    Analysis,
    Argument,
    CasualtyClaim,
    Certainty,
    CountKind,
    CountRange,
    DateInterval,
    Event,
    Evidence,
    Group,
    Outcome,
    PlaceKind,
    PlacePrecision,
    PlaceReference,
    Realis,
    Report,
    Role,
    Salience,
    Scope,
    Span,
    Statement,
)

HEADING = 100
"""Letters of a report's first line that stand for a title it has not."""
COLUMN = 13
"""Where values begin, after the name of their row."""
ROUND = 5
"""Words shown on either side of a marked one, in a sentence that stands further up already."""
_ORDER = (Salience.MAIN, Salience.SECONDARY, Salience.BACKGROUND)


class Renderer:
    """Writes analyses to a console. ``bidi`` as in `Page`."""

    def __init__(self, console: Console, *, bidi: str = "terminal") -> None:
        self._page = Page(console, bidi=bidi)
        self._first = True

    def report(self, report: Report, analysis: Analysis) -> None:
        """A heading; every event with its claims and statements, that of which the report is chiefly about first, those that
        are background last; then what stands beside the events."""
        self._heading(report, analysis)
        if not analysis.relevant:
            self._page.line(Line().say("No conflict event is reported here.", "dim"))
            self._page.blank()
            return
        told = _Told(report, analysis)
        for event in told.events:
            self._event(told, event)
        self._besides(told)

    def found(self, report: Report, quotes: Iterable[Evidence], analysis: Analysis | None) -> None:
        """A report that answers a search: its heading and the sentences that hold the words sought, marked."""
        from rasid.text.sentences import sentences

        if analysis is not None:
            self._heading(report, analysis)
        spans = [quote.span for quote in quotes]
        for number, sentence in enumerate(analysis.sentences if analysis is not None else sentences(report.text), 1):
            if any(sentence.covers(span) for span in spans):
                self._sentence(report.text, sentence, spans, number)
        self._page.blank()

    def _heading(self, report: Report, analysis: Analysis) -> None:
        if not self._first:
            self._page.line(Line().say("─" * COLUMN * 2, "dim"))
        self._first = False
        head = Line().say(report.external_id or report.id, "bold")
        if report.source:
            head.say("·", "dim")
            (head.arabic if _is_arabic(report.source.name) else head.say)(report.source.name)
        head.say("·", "dim")
        if report.published:
            head.say(f"published {report.published.isoformat()} ({label(report.published_basis, 'en').lower()})")
        else:
            head.say("publication date not known", "yellow")
        self._page.line(head, hang=2)
        name = " ".join((report.title or report.text.strip().split("\n", 1)[0]).split())
        if len(name) > HEADING:
            name = name[: name.rfind(" ", 0, HEADING) if " " in name[:HEADING] else HEADING] + " …"
        self._page.sentence(name, ())
        counts = (
            (len(analysis.events), "event", "events"),
            (len(analysis.casualties), "casualty claim", "casualty claims"),
            (len(analysis.statements), "statement", "statements"),
        )
        self._page.line(Line().say(", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts), "dim"))
        self._page.blank()

    # --- an event ---------------------------------------------------------------------------------------------------------

    def _event(self, told: _Told, event: Event) -> None:
        analysis = told.analysis
        head = Line().say(event.id, "bold cyan").say(label(event.type, "en"), "bold").say("·")
        head.arabic(label(event.type, "ar")).say("·")
        head.say(label(event.realis, "en").lower(), "dim" if event.realis is Realis.ACTUAL else "bold yellow")
        notes = ["lead event" if analysis.lead_event == event.id else label(event.salience, "en").lower()]
        if event.parent:
            notes.append(f"part of {event.parent}")
        if event.id in told.children:
            notes.append("holds " + ", ".join(told.children[event.id]))
        places = [argument for argument in event.arguments if argument.role is Role.PLACE]
        short = event.salience is Salience.BACKGROUND
        if short:
            notes += ["no time told"] * (event.when is None) + ["no place told"] * (not places)
        head.say("· " + ", ".join(notes), "dim")
        self._page.line(head, hang=4)
        if not (short and event.when is None):
            self._row("when", _when(event.when))
        if not places and not short:
            self._row("where", Line().say("not stated", "dim"))
        for number, argument in enumerate(places):
            self._row("where" if number == 0 else "", _place(argument))
        for role in (Role.ATTACKER, Role.TARGET, Role.PARTY, Role.WEAPON):
            found = [argument for argument in event.arguments if argument.role is role]
            if found:
                self._row(label(role, "en").lower(), _arguments(found))
        claims = told.claims.get(event.id, [])
        known = {claim.id for claim in claims}
        for claim in claims:
            if claim.part_of not in known:
                self._claim(told, claim, None, depth=0)
        said = self._said(told, event, claims)
        self._sentences(told, event, claims, said)
        self._page.blank()

    def _claim(self, told: _Told, claim: CasualtyClaim, whole: CasualtyClaim | None, *, depth: int) -> None:
        out = Line()
        if depth:
            out.say("of whom")
        elif claim.added_to:
            out.say("added to that:")
        out.say(toll(claim.outcome, claim.count), "bold red" if claim.outcome is Outcome.KILLED else "bold")
        groups = [label(group, "en").lower() for group in claim.groups if group is not Group.UNSPECIFIED]
        if groups:
            out.say(f"({', '.join(groups)})")
        if claim.update:
            out.say("in place of an earlier toll", "dim")
        if claim.scope is not Scope.EVENT:
            out.say(f"over {label(claim.scope, 'en').lower()}", "yellow")
        out.quote(claim.evidence.quote)
        if claim.who and not (claim.evidence.start <= claim.who.start and claim.who.end <= claim.evidence.end):
            out.quote(claim.who.quote)
        if whole is None or whole.source != claim.source:
            out.say("—")
            statement = told.statements.get(claim.source or "")
            if statement is None:
                out.say("says the report itself", "dim")
            else:
                out.say("says").add(_speaker(told, statement))
        if claim.certainty is not Certainty.ASSERTED:
            out.say(label(claim.certainty, "en").lower(), "bold yellow")
            hedge = told.statements[claim.source].hedge if claim.source in told.statements else None
            if hedge is not None:
                out.quote(hedge.quote)
        self._row("toll" if depth == 0 else "", out, indent=2 * depth)
        for part in told.parts.get(claim.id, ()):
            if part.event == claim.event:
                self._claim(told, part, claim, depth=depth + 1)

    def _said(self, told: _Told, event: Event, claims: list[CasualtyClaim]) -> list[Statement]:
        """Who speaks about the event. A statement stands whole under one event, its home; one that only gives a number stands
        beside the number. Returns those at home here."""
        about = told.about.get(event.id, [])
        sources = {claim.source for claim in claims}
        elsewhere: dict[str, list[Statement]] = {}
        for statement in about:
            counts = statement.id in sources
            home = told.home[statement.id]
            if home != event.id:
                if not counts:
                    elsewhere.setdefault(home, []).append(statement)
            elif not (counts and _plain(statement)):
                self._row("said", _statement(told, statement))
        line = Line()
        for home, statements in elsewhere.items():
            for statement in statements:
                line.quote(statement.speaker.quote)
            line.say(f"(see {home})", "dim")
        if line.words:
            self._row("said", line)
        return [statement for statement in about if told.home[statement.id] == event.id]

    def _sentences(self, told: _Told, event: Event, claims: list[CasualtyClaim], statements: list[Statement]) -> None:
        """The sentences of the trigger, the claims and the statements; of one that stands further up already, only the words
        round what is marked."""
        chief = [event.trigger, *(claim.evidence for claim in claims)]
        chief += [cue for s in statements for cue in (s.cue, s.speaker) if cue is not None]
        marks = [*chief, *(mention.evidence for mention in event.mentions), *(a.evidence for a in event.arguments)]
        marks += [claim.who for claim in claims if claim.who]
        marks += [hedge for s in statements for hedge in (s.hedge,) if hedge is not None]
        text = told.report.text
        chiefs, spans = (sorted(mark.span for mark in some) for some in (chief, marks))
        sentences = told.analysis.sentences
        numbers = {bisect_right(sentences, span.start, key=lambda sentence: sentence.start) for span in chiefs}
        for number in sorted(numbers - {0}):
            sentence = sentences[number - 1]
            within = _within(sentence, chiefs)
            if not within:
                continue
            if number not in told.shown:
                told.shown.add(number)
                self._sentence(text, sentence, _within(sentence, spans), number)
            else:
                self._sentence(text, sentence, within, number, words=ROUND)

    def _sentence(
        self, text: str, sentence: Span, marks: Iterable[Span], number: int, *, words: int | None = None
    ) -> None:
        ranges = sorted({(m.start - sentence.start, m.end - sentence.start) for m in marks if sentence.covers(m)})
        shown = sentence.of(text).replace("\n", " ")
        if words is not None:
            shown, ranges = excerpt(shown, ranges, words=words)
        self._page.sentence(shown, ranges, label=f"{number:>6}  ")

    def _besides(self, told: _Told) -> None:
        """Statements that are about none of the events, and relations."""
        rest = [s for s in told.analysis.statements if s.id not in told.home]
        if rest:
            self._page.line(Line().say("Said of none of these", "bold"))
            for statement in rest:
                self._page.line(_statement(told, statement), first="    ", hang=6)
            self._page.blank()
        if told.analysis.relations:
            self._page.line(Line().say("Stated relations", "bold"))
            for relation in told.analysis.relations:
                line = Line().quote(relation.a.quote).say(label(relation.type, "en").lower()).quote(relation.b.quote)
                self._page.line(line, first="    ", hang=6)
            self._page.blank()

    def _row(self, name: str, line: Line, *, indent: int = 0) -> None:
        first = f"    {name:<{COLUMN - 5}} " + " " * indent
        self._page.line(line, first=first, hang=COLUMN + indent + 2)


def _within(sentence: Span, spans: list[Span]) -> list[Span]:
    """Those of the spans, which are in order, that begin in the sentence."""
    first, last = (bisect_left(spans, bound, key=lambda span: span.start) for bound in (sentence.start, sentence.end))
    return spans[first:last]


class _Told:
    """A report, and what of it has been shown."""

    def __init__(self, report: Report, analysis: Analysis) -> None:
        self.report = report
        self.analysis = analysis
        self.statements = {statement.id: statement for statement in analysis.statements}
        self.events = sorted(analysis.events, key=lambda e: (e.id != analysis.lead_event, _ORDER.index(e.salience)))
        self.claims: dict[str, list[CasualtyClaim]] = {}
        """By event."""
        self.parts: dict[str, list[CasualtyClaim]] = {}
        """By the claim that they are part of."""
        counted: dict[str, list[str]] = {}
        for claim in analysis.casualties:
            self.claims.setdefault(claim.event, []).append(claim)
            if claim.part_of:
                self.parts.setdefault(claim.part_of, []).append(claim)
            if claim.source:
                counted.setdefault(claim.source, []).append(claim.event)
        self.children: dict[str, list[str]] = {}
        for event in analysis.events:
            if event.parent:
                self.children.setdefault(event.parent, []).append(event.id)
        self.about: dict[str, list[Statement]] = {}
        """By event: the statements that are about it, or give a number for it."""
        for statement in analysis.statements:
            for name in dict.fromkeys((*statement.about, *counted.get(statement.id, ()))):
                self.about.setdefault(name, []).append(statement)
        self.home = self._homes()
        self.shown: set[int] = set()
        """Numbers of the sentences that were shown whole."""
        self.known: set[str] = set()
        """Statements whose speaker's title and kind were told."""

    def _homes(self) -> dict[str, str]:
        """Statement -> the event under which it stands: the first that it gives a number for, else the first that it is about."""
        out: dict[str, str] = {}
        for event in self.events:
            for claim in self.claims.get(event.id, ()):
                if claim.source:
                    out.setdefault(claim.source, event.id)
        for event in self.events:
            for statement in self.about.get(event.id, ()):
                if event.id in statement.about:
                    out.setdefault(statement.id, event.id)
        return out


def _plain(statement: Statement) -> bool:
    """It says that something is so, and no more than that."""
    return statement.act is Act.STATES and statement.certainty is Certainty.ASSERTED and statement.via is None


# --- values -------------------------------------------------------------------------------------------------------------------


def _when(when: DateInterval | None) -> Line:
    if when is None:
        return Line().say("not stated", "dim")
    out = Line()
    if when.start is None or when.end is None:
        out.say(f"{when.note}, not resolved" if when.note else "not resolved", "yellow")
    else:
        out.say(_days(when.start, when.end))
        out.say(f"({label(when.granularity, 'en').lower()}; {label(when.basis, 'en').lower()})", "dim")
    for evidence in when.evidence:
        out.quote(evidence.quote)
    return out


def _place(argument: Argument) -> Line:
    place = argument.place
    if place is None:
        return Line().quote(argument.evidence.quote)
    out = Line()
    name = place_name(place)
    if name:
        out.say(f"near {name}" if place.precision is PlacePrecision.NEAR else name)
    if place.lat is not None and place.lon is not None:
        # The radius says how many of the decimals mean anything: the second is a kilometre.
        far = place.radius_km is not None and place.radius_km >= 10
        out.say(f"{place.lat:.{2 if far else 4}f}, {place.lon:.{2 if far else 4}f}")
        if place.radius_km is not None:
            out.say(f"± {place.radius_km:.{0 if far else 1}f}".removesuffix(".0") + " km")
    elif place.precision is PlacePrecision.UNRESOLVED:
        out.say("not resolved" + (f": {place.reason}" if place.reason else ""), "yellow")
    told = [label(place.kind, "en").lower()]
    if place.precision is PlacePrecision.COUNTRY:
        told[0] += "; no point" if place.kind is PlaceKind.COUNTRY else "; known to the country, no point"
    elif place.country:
        told.append(place.country)
    return out.say(f"({', '.join(told)})", "dim").quote(argument.evidence.quote)


def place_name(place: PlaceReference) -> str | None:
    """English name of the place, or of the one that it is told by: of Aleppo for the countryside of Aleppo."""
    if place.name_en:
        return place.name_en
    for candidate in place.candidates:
        if candidate.place_id == place.chosen and candidate.name_en:
            return candidate.name_en
    if place.precision is PlacePrecision.COUNTRY:
        return next((nation.name_en for nation in nations() if nation.country == place.country), place.country)
    known = gazetteer().get(place.chosen) if place.chosen else None
    return known.name_en if known else None


def _arguments(found: list[Argument]) -> Line:
    """Those with one English name stand together behind it."""
    out = Line()
    named: dict[object, list[Argument]] = {}
    for argument in found:
        named.setdefault(argument.label or argument, []).append(argument)
    for number, same in enumerate(named.values()):
        if number:
            out.say(";", glued=True)
        if same[0].label:
            out.say(same[0].label)
        for argument in same:
            out.quote(argument.evidence.quote)
    return out


def _speaker(told: _Told, statement: Statement) -> Line:
    """Name, words, title and kind of a speaker; title and kind once in a report."""
    out = Line()
    if statement.label:
        out.say(statement.label)
    out.quote(statement.speaker.quote)
    if statement.id not in told.known:
        told.known.add(statement.id)
        if statement.role is not None:
            out.say(",", glued=True).quote(statement.role.quote)
        out.say(f"({label(statement.kind, 'en').lower()})", "dim")
    return out


def _statement(told: _Told, statement: Statement) -> Line:
    out = _speaker(told, statement).say(label(statement.act, "en").lower())
    if statement.cue is not None:
        out.quote(statement.cue.quote)
    if statement.certainty is not Certainty.ASSERTED:
        out.say(label(statement.certainty, "en").lower(), "bold yellow")
        if statement.hedge is not None and statement.certainty is Certainty.HEDGED:
            out.quote(statement.hedge.quote)
    via = told.statements.get(statement.via or "")
    if via is not None:
        out.say("passed on by").add(_speaker(told, via))
    return out


def toll(outcome: Outcome, count: CountRange) -> str:
    """A count in English, with its bounds: "25 killed", "at least 10 harmed", "no casualties"."""
    if outcome is Outcome.NONE:
        return "0: no casualties"
    word = label(outcome, "en").lower()
    low, high = count.low, count.high
    if low is None and high is None:
        return f"{word}, number not told"
    if low == high:
        number = f"about {low}" if count.approx else str(low)
    elif high is None:
        number = f"{low} or more" if count.kind is CountKind.VAGUE else f"at least {low}"
    elif low is None:
        number = f"up to {high}"
    else:
        number = f"{low} to {high}"
    return f"{number} {word}"


def _days(start: dt.date, end: dt.date) -> str:
    return start.isoformat() if start == end else f"{start.isoformat()} to {end.isoformat()}"


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)
