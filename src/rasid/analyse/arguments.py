"""Component "arguments": who, whom, where, when and with what, for every event."""

from __future__ import annotations

from rasid.analyse.choice import chosen
from rasid.analyse.document import ActorMention, ArgumentDraft, Document, PlaceMention, TimeMention
from rasid.analyse.event_days import finest, settle_days
from rasid.analyse.linkables import Linkable, Linkables
from rasid.model import Role


class Arguments:
    name = "arguments"
    version = "3"
    requires = ("events",)
    provides = ("arguments",)

    def __call__(self, doc: Document) -> None:
        found = chosen(doc, Linkables(doc))
        for event in doc.events:
            event.arguments += [_draft(Role(role), mention) for role, mention in found[event.id]]
            event.when = finest([argument.time.when for argument in event.arguments if argument.time is not None])
        settle_days(doc)


def _draft(role: Role, mention: Linkable) -> ArgumentDraft:
    value = mention.value
    if isinstance(value, ActorMention):
        return ArgumentDraft(role, mention.span, label=value.label, actor=value.actor)
    if isinstance(value, PlaceMention):
        reference = value.reference
        label = reference.name_en if reference else None
        if role is not Role.PLACE:
            return ArgumentDraft(role, mention.span, label=label)
        return ArgumentDraft(role, mention.span, label=label, place=reference, kind=value.kind)
    if isinstance(value, TimeMention):
        return ArgumentDraft(role, mention.span, time=value)
    return ArgumentDraft(role, mention.span)


def make() -> Arguments:
    return Arguments()
