"""Records for a person at a terminal: events with their claims, and under each the sentence with its words marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rasid.codes import label
from rasid.model import (
    Analysis,
    Argument,
    CasualtyClaim,
    CountKind,
    CountRange,
    DateInterval,
    Event,
    Evidence,
    Outcome,
    PlacePrecision,
    Report,
    Role,
    Span,
    Statement,
)
from rasid.text.display import isolate, visual

MARK = "bold underline"
HEADING = 100
"""Letters of a report's first line that stand for a title it has not."""


class Renderer:
    """Writes analyses to a console. ``bidi`` is "terminal" when the terminal itself joins Arabic letters and runs them
    right to left (text goes out in reading order, isolated), "visual" when it does not (we shape and reorder)."""

    def __init__(self, console: Console, *, bidi: str = "terminal") -> None:
        self.console = console
        self.bidi = bidi

    def report(self, report: Report, analysis: Analysis) -> None:
        """A heading, every event with its claims and statements, then what stands beside the events."""
        self._heading(report, analysis)
        if not analysis.relevant:
            self.console.print(Text("No conflict event is reported here.", style="dim"))
            self.console.print()
            return
        statements = {statement.id: statement for statement in analysis.statements}
        children = {
            event.id: [child.id for child in analysis.events if child.parent == event.id] for event in analysis.events
        }
        for event in analysis.events:
            self._event(report, analysis, event, statements, children[event.id])
        self._relations(report, analysis)

    def found(self, report: Report, quotes: Iterable[Evidence], analysis: Analysis | None) -> None:
        """A report that answers a search: its heading and the sentences that hold the words sought, marked."""
        from rasid.text.sentences import sentences

        if analysis is not None:
            self._heading(report, analysis)
        spans = [quote.span for quote in quotes]
        for sentence in analysis.sentences if analysis is not None else sentences(report.text):
            if any(sentence.covers(span) for span in spans):
                self.console.print(self._marked(report.text, sentence, spans), justify="right", width=self._width())
        self.console.print()

    def _heading(self, report: Report, analysis: Analysis) -> None:
        name = report.title or report.text.strip().split("\n", 1)[0]
        name = (
            name
            if len(name) <= HEADING
            else name[: name.rfind(" ", 0, HEADING) if " " in name[:HEADING] else HEADING] + " …"
        )
        line = Text()
        line.append(report.external_id or report.id, style="bold")
        if report.source:
            line.append(f"  {report.source.name}")
        if report.published:
            line.append(f"  published {report.published.isoformat()} ({label(report.published_basis, 'en')})")
        else:
            line.append("  publication date not known", style="yellow")
        self.console.print(line)
        self.console.print(self._arabic(name, style="bold"))
        counts = (
            (len(analysis.events), "event", "events"),
            (len(analysis.casualties), "casualty claim", "casualty claims"),
            (len(analysis.statements), "statement", "statements"),
        )
        self.console.print(Text(", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts), style="dim"))
        self.console.print()

    def _event(
        self, report: Report, analysis: Analysis, event: Event, statements: dict[str, Statement], children: list[str]
    ) -> None:
        head = Text()
        head.append(f"{event.id}  ", style="bold cyan")
        head.append(label(event.type, "en"), style="bold")
        head.append(" · ")
        head.append_text(self._arabic(label(event.type, "ar")))
        notes = [label(event.realis, "en"), label(event.salience, "en")]
        if analysis.lead_event == event.id:
            notes.append("lead event")
        if event.parent:
            notes.append(f"part of {event.parent}")
        if children:
            notes.append("holds " + ", ".join(children))
        head.append(f"   {', '.join(notes)}", style="dim")
        self.console.print(head)
        self._row("when", self._when(report, event.when))
        places = [argument for argument in event.arguments if argument.role is Role.PLACE]
        if not places:
            self._row("where", [Text("not stated", style="dim")])
        for number, argument in enumerate(places):
            self._row("where" if number == 0 else "", [self._place(argument)])
        for role in (Role.ATTACKER, Role.TARGET, Role.PARTY, Role.WEAPON):
            found = [argument for argument in event.arguments if argument.role is role]
            if found:
                self._row(label(role, "en").lower(), [self._argument(argument) for argument in found])
        claims = [claim for claim in analysis.casualties if claim.event == event.id]
        for claim in claims:
            if claim.part_of is None or claim.part_of not in {other.id for other in claims}:
                self._claim(claim, claims, statements, depth=0)
        about = [s for s in analysis.statements if event.id in s.about]
        for statement in about:
            self._statement(statement)
        marks = [event.trigger, *(m.evidence for m in event.mentions), *(a.evidence for a in event.arguments)]
        marks += [claim.evidence for claim in claims] + [claim.who for claim in claims if claim.who]
        marks += [s.cue for s in about if s.cue] + [s.speaker for s in about]
        shown = {event.trigger.start, *(claim.evidence.start for claim in claims), *(s.speaker.start for s in about)}
        self._sentences(report, analysis, shown, marks)
        self.console.print()

    def _when(self, report: Report, when: DateInterval | None) -> list[Text]:
        if when is None:
            return [Text("not stated", style="dim")]
        out = Text()
        if when.start is None or when.end is None:
            out.append(f"{when.note}, not resolved" if when.note else "not resolved", style="yellow")
        else:
            out.append(_days(when.start, when.end))
            out.append(f"  ({label(when.granularity, 'en').lower()}; {label(when.basis, 'en').lower()})", style="dim")
        for evidence in when.evidence:
            out.append("  ")
            out.append_text(self._quote(evidence))
        return [out]

    def _place(self, argument: Argument) -> Text:
        out = Text()
        place = argument.place
        if place is None:
            out.append_text(self._quote(argument.evidence))
            return out
        out.append(place.name_en or argument.label or label(place.kind, "en"))
        if place.lat is not None and place.lon is not None:
            out.append(f"  {place.lat:.4f}, {place.lon:.4f}")
            if place.radius_km is not None:
                out.append(f" ± {place.radius_km:g} km")
        elif place.precision is PlacePrecision.COUNTRY:
            out.append("  no point: a country", style="dim")
        else:
            out.append("  not resolved", style="yellow")
        out.append(f"  ({label(place.kind, 'en').lower()}{', ' + place.country if place.country else ''})", style="dim")
        out.append("  ")
        out.append_text(self._quote(argument.evidence))
        return out

    def _argument(self, argument: Argument) -> Text:
        out = Text()
        if argument.label:
            out.append(argument.label + " ")
        out.append_text(self._quote(argument.evidence))
        return out

    def _claim(
        self, claim: CasualtyClaim, claims: list[CasualtyClaim], statements: dict[str, Statement], *, depth: int
    ) -> None:
        out = Text()
        if depth:
            out.append("of whom ")
        elif claim.added_to:
            out.append("added to that: ")
        out.append(toll(claim.outcome, claim.count), style="bold red" if claim.outcome is Outcome.KILLED else "bold")
        groups = [label(group, "en").lower() for group in claim.groups if group.value != "unspecified"]
        if groups:
            out.append(f"  {', '.join(groups)}")
        if claim.update:
            out.append("  an update of an earlier toll", style="dim")
        if claim.scope.value != "event":
            out.append(f"  {label(claim.scope, 'en').lower()}", style="yellow")
        out.append("  ")
        out.append_text(self._quote(claim.evidence))
        if claim.who and claim.who.start != claim.evidence.start:
            out.append(" ")
            out.append_text(self._quote(claim.who))
        statement = statements.get(claim.source or "")
        out.append("  — ")
        if statement is None:
            out.append("says the report itself", style="dim")
        else:
            out.append("says ")
            out.append_text(self._speaker(statement))
        if claim.certainty.value != "asserted":
            out.append(f"  {label(claim.certainty, 'en').lower()}", style="bold yellow")
            if statement is not None and statement.hedge is not None:
                out.append(" ")
                out.append_text(self._quote(statement.hedge))
        self._row("toll" if depth == 0 else "", [out], indent=2 * depth)
        for part in claims:
            if part.part_of == claim.id:
                self._claim(part, claims, statements, depth=depth + 1)

    def _speaker(self, statement: Statement) -> Text:
        out = Text()
        if statement.label:
            out.append(statement.label + " ")
        out.append_text(self._quote(statement.speaker))
        if statement.role is not None:
            out.append(" ")
            out.append_text(self._quote(statement.role))
        out.append(f" ({label(statement.kind, 'en').lower()})", style="dim")
        return out

    def _statement(self, statement: Statement) -> None:
        out = self._speaker(statement)
        out.append(f"  {label(statement.act, 'en').lower()}")
        if statement.certainty.value != "asserted":
            out.append(f", {label(statement.certainty, 'en').lower()}", style="bold yellow")
        if statement.cue is not None:
            out.append("  ")
            out.append_text(self._quote(statement.cue))
        self._row("said", [out])

    def _relations(self, report: Report, analysis: Analysis) -> None:
        if not analysis.relations:
            return
        self.console.print(Text("Stated relations", style="bold"))
        for relation in analysis.relations:
            line = self._quote(relation.a)
            line.append(f"  {label(relation.type, 'en').lower()}  ")
            line.append_text(self._quote(relation.b))
            self.console.print(Padding(line, (0, 0, 0, 4)))
        self.console.print()

    def _sentences(self, report: Report, analysis: Analysis, starts: set[int], marks: Iterable[Evidence]) -> None:
        marked = [mark.span for mark in marks]
        for sentence in analysis.sentences:
            if any(sentence.start <= start < sentence.end for start in starts):
                self.console.print(self._marked(report.text, sentence, marked), justify="right", width=self._width())

    def _width(self) -> int:
        return min(self.console.width, 110)

    def _marked(self, text: str, sentence: Span, marks: list[Span]) -> Text:
        """The sentence right to left, the marked words in bold and underlined."""
        inside = sorted({m for m in marks if sentence.covers(m)})
        ranges = [(m.start - sentence.start, m.end - sentence.start) for m in inside]
        content = sentence.of(text).replace("\n", " ")
        if self.bidi == "visual":
            lines = visual(content, ranges, width=self._width() - 2)
            out = Text()
            for number, (line, spans) in enumerate(lines):
                piece = Text(line)
                for a, b in spans:
                    piece.stylize(MARK, a, b)
                out.append("\n" if number else "")
                out.append_text(piece)
            return out
        out = Text(isolate(content))
        shift = len(isolate(""))  # the opening isolate stands before the text
        for a, b in ranges:
            out.stylize(MARK, a + shift // 2, b + shift // 2)
        return out

    def _row(self, name: str, parts: list[Text], *, indent: int = 0) -> None:
        line = Text(f"    {name:<9}" + " " * indent, style="dim")
        body = Text("", style="not dim")
        for number, part in enumerate(parts):
            if number:
                body.append("; ")
            body.append_text(part)
        line.append_text(body)
        self.console.print(line)

    def _quote(self, evidence: Evidence) -> Text:
        out = Text("«")
        out.append_text(self._arabic(evidence.quote.replace("\n", " ")))
        out.append("»")
        return out

    def _arabic(self, text: str, *, style: str = "") -> Text:
        if self.bidi == "visual":
            return Text(" ".join(line for line, _ in visual(text, (), width=10_000)), style=style)
        return Text(isolate(text), style=style)


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
