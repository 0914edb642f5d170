"""Checks an annotation against its article, and turns quotes into offsets where only quotes stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from rasid.model import (
    Act,
    Certainty,
    EventType,
    Group,
    Outcome,
    PlaceKind,
    Realis,
    RelationType,
    Role,
    Salience,
    SpeakerKind,
)
from rasid.text.sentences import sentences

Json = dict[str, Any]


def check(article: Json, annotation: Json) -> list[str]:
    """The faults of an annotation; mentions that give a quote and its sentence get their offsets.
    Sentences are those that came with the article, else the ones that Rasid reads it in."""
    return _Checker(article, annotation).run()


class _Checker:
    def __init__(self, article: Json, annotation: Json) -> None:
        self.text: str = article["text"]
        given = article.get("sentences") or [(s.start, s.end) for s in sentences(self.text)]
        self.sentences: list[tuple[int, int]] = [(start, end) for start, end in given]
        self.annotation = annotation
        self.faults: list[str] = []

    def run(self) -> list[str]:
        a = self.annotation
        events, claims, statements = (self.ids(name) for name in ("events", "casualties", "statements"))
        self.records(a, "relations", "the annotation")
        if self.faults:
            return self.faults
        if not isinstance(a.get("relevant"), bool):
            self.say("relevant is neither true nor false")
        if a.get("lead_event") is not None:
            self.known(a["lead_event"], events, "lead_event")
        for e in a.get("events", []):
            where = f"event {e.get('id')}"
            self.one(e.get("type"), EventType, where)
            self.one(e.get("realis"), Realis, where)
            self.one(e.get("salience"), Salience, where)
            self.mention(e.get("trigger"), where, needed=True)
            for mention in self.records(e, "mentions", where):
                self.mention(mention, where, needed=True)
            if e.get("parent") is not None:
                self.known(e["parent"], events, f"{where}.parent")
            for argument in self.records(e, "args", where):
                self.one(argument.get("role"), Role, where)
                self.mention(argument, f"{where}.{argument.get('role')}", needed=True)
                if argument.get("role") == Role.PLACE:
                    self.one(argument.get("kind"), PlaceKind, where)
                for name in ("country", "norm"):
                    if not isinstance(argument.get(name), str | None):
                        self.say(f"{where}.{argument.get('role')}: {name} is no text: {argument[name]!r}")
            self.date(e.get("date"), where)
        for c in a.get("casualties", []):
            where = f"casualty {c.get('id')}"
            self.known(c.get("event"), events, f"{where}.event")
            self.one(c.get("outcome"), Outcome, where)
            self.one(c.get("certainty"), Certainty, where)
            self.mention(c.get("count"), where)
            self.mention(c.get("who"), where)
            for group in self.names(c, "groups", where):
                self.one(group, Group, where)
            for name, known in (("part_of", claims), ("source", statements)):
                if c.get(name) is not None:
                    self.known(c[name], known, f"{where}.{name}")
            bounds = [c.get("min"), c.get("max")]
            for bound in bounds:
                if not isinstance(bound, int | None) or (bound is not None and bound < 0):
                    self.say(f"{where}: {bound!r} is no count")
                    break
            else:
                if None not in bounds and bounds[0] > bounds[1]:
                    self.say(f"{where}: min is above max")
        for s in a.get("statements", []):
            where = f"statement {s.get('id')}"
            for name in ("speaker", "role", "cue"):
                self.mention(s.get(name), f"{where}.{name}")
            self.one(s.get("kind"), SpeakerKind, where)
            self.one(s.get("act"), Act, where)
            self.one(s.get("certainty"), Certainty, where)
            for name in self.names(s, "about", where):
                self.known(name, events | claims, f"{where}.about")
        for r in a.get("relations", []):
            self.one(r.get("type"), RelationType, "relation")
            self.mention(r.get("a"), "relation.a", needed=True)
            self.mention(r.get("b"), "relation.b", needed=True)
        return self.faults

    def records(self, holder: Json, name: str, where: str) -> list[Json]:
        """The objects of a list; anything else in its place is a fault."""
        held = holder.get(name, [])
        if not isinstance(held, list) or not all(isinstance(record, dict) for record in held):
            self.say(f"{where}: {name} is no list of objects")
            return []
        return held

    def names(self, holder: Json, name: str, where: str) -> list[Any]:
        """What a list of ids or codes holds; anything else in its place is a fault."""
        held = holder.get(name, [])
        if not isinstance(held, list):
            self.say(f"{where}: {name} is no list")
            return []
        return held

    def ids(self, name: str) -> set[str]:
        """The ids of the records in a list: each needs one of its own, for the others to name it."""
        ids = [record.get("id") for record in self.records(self.annotation, name, "the annotation")]
        known = {known for known in ids if isinstance(known, str)}
        if len(known) < len(ids):
            self.say(f"{name}: each needs an id of its own")
        return known

    def say(self, fault: str) -> None:
        self.faults.append(fault)

    def one(self, value: Any, allowed: Callable[[Any], object], where: str) -> None:
        try:
            allowed(value)
        except ValueError:
            self.say(f"{where}: {value!r} is no {getattr(allowed, '__name__', 'code')}")

    def known(self, name: Any, names: set[Any], where: str) -> None:
        if not isinstance(name, str) or name not in names:
            self.say(f"{where}: there is no {name}")

    def date(self, date: Any, where: str) -> None:
        if date is None:
            return
        try:
            start, end = dt.date.fromisoformat(date["start"]), dt.date.fromisoformat(date["end"])
        except (TypeError, KeyError, ValueError):
            self.say(f"{where}.date is none: {date!r}")
            return
        if start > end:
            self.say(f"{where}.date ends before it starts")

    def mention(self, mention: Any, where: str, *, needed: bool = False) -> None:
        if mention is None:
            if needed:
                self.say(f"{where}: a mention is missing")
            return
        quote = mention.get("q") if isinstance(mention, dict) else None
        if not isinstance(quote, str) or not quote or not isinstance(mention.get("n", 1), int):
            self.say(f"{where}: {mention!r} is no mention")
            return
        if "start" in mention:
            start = mention["start"]
            if (
                not isinstance(start, int)
                or start < 0
                or mention.get("end") != start + len(quote)
                or not self.text.startswith(quote, start)
            ):
                self.say(f"{where}: {quote!r} does not stand at {start}")
            return
        number = mention.get("s")
        if not isinstance(number, int) or not 0 <= number < len(self.sentences):
            self.say(f"{where}: there is no sentence {number}")
            return
        start, end = self.sentences[number]
        at = start - 1
        for _ in range(mention.get("n", 1)):
            at = self.text.find(quote, at + 1, end)
            if at < 0:
                self.say(f"{where}: {quote!r} does not stand in sentence {number}")
                return
        mention["start"], mention["end"] = at, at + len(quote)
