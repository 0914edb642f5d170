"""Profiles as bytes, as a store keeps them, and back."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from rasid.resolve.likeness import Bag
from rasid.resolve.profile import EventProfile, ReportProfile

_NONE = Bag(())
_NONE.length = -1.0
"""In place of the words of an event where they are those of the whole report."""


def _packed(value: Any) -> Any:
    if isinstance(value, Bag):
        return [value.length, sorted(value.words)]
    raise NotImplementedError


def _unpacked(kind: type, value: Any) -> Any:
    if kind is Bag:
        # Not made anew from the words: they are weighed already, and this is run for every event that is compared.
        bag = Bag.__new__(Bag)
        bag.length, words = value
        bag.words = frozenset(map(sys.intern, words))
        return bag
    raise NotImplementedError


_encoder = msgspec.msgpack.Encoder(enc_hook=_packed, order="sorted")
_reports = msgspec.msgpack.Decoder(ReportProfile, dec_hook=_unpacked)
_events = msgspec.msgpack.Decoder(EventProfile, dec_hook=_unpacked)


def pack_report(profile: ReportProfile) -> bytes:
    """What the events of one report share."""
    return _encoder.encode(profile)


def pack(profile: EventProfile) -> bytes:
    """An event, without what it shares with the others of its report."""
    whole = profile.report
    shared = ReportProfile(id=whole.id, published=None, outlet=None, bag=_NONE, days=frozenset(), monthdays=frozenset())
    own = _NONE if profile.bag.words == whole.bag.words else profile.bag
    return _encoder.encode(msgspec.structs.replace(profile, report=shared, bag=own))


def unpack(event: bytes, report: bytes) -> EventProfile:
    """The profile that `pack` and `pack_report` were given. Raises msgspec.DecodeError for anything else."""
    whole = _reports.decode(report)
    found = _events.decode(event)
    bag = whole.bag if found.bag.length < 0 else found.bag
    return msgspec.structs.replace(found, report=whole, bag=bag)
