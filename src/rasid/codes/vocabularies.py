"""Labels, meanings and examples of every code, in Arabic and English, and what a code is called in other schemes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar

import msgspec

from rasid import model
from rasid.errors import DataError

_T = TypeVar("_T")
Lang = Literal["ar", "en"]
Scheme = Literal["acled", "ucdp", "plover", "cameo"]

VOCABULARIES: dict[str, type[StrEnum]] = {
    "event_type": model.EventType,
    "realis": model.Realis,
    "salience": model.Salience,
    "role": model.Role,
    "outcome": model.Outcome,
    "group": model.Group,
    "count_kind": model.CountKind,
    "scope": model.Scope,
    "certainty": model.Certainty,
    "speaker_kind": model.SpeakerKind,
    "act": model.Act,
    "place_kind": model.PlaceKind,
    "place_precision": model.PlacePrecision,
    "granularity": model.Granularity,
    "date_basis": model.DateBasis,
    "relation_type": model.RelationType,
    "source_kind": model.SourceKind,
    "published_basis": model.PublishedBasis,
    "toll_stage": model.TollStage,
    "rule": model.Rule,
    "subgroup": model.Subgroup,
    "standing": model.Standing,
    "reason": model.Reason,
    "grade": model.Grade,
    "stance": model.Stance,
    "contest": model.Contest,
    "verdict": model.Verdict,
    "incident_status": model.IncidentStatus,
    "incident_change": model.ChangeKind,
    "ruling": model.Ruling,
    "subject_kind": model.SubjectKind,
    "desk_role": model.DeskRole,
    "right": model.Right,
    "card_state": model.CardState,
    "need": model.Need,
}
"""Every closed set of the model, in the order of the coding manual."""


class Code(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one code is called and means. ``example`` is Arabic, ``gloss`` its sense in English."""

    en: str
    ar: str
    means_en: str
    means_ar: str
    example: str
    gloss: str


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One closed set of codes."""

    en: str
    ar: str
    about_en: str
    about_ar: str
    codes: dict[str, Code]


@cache
def _vocabularies() -> dict[str, Vocabulary]:
    return _load("codes.toml", dict[str, Vocabulary])


@cache
def _crosswalks() -> dict[str, dict[str, dict[str, tuple[str, ...]]]]:
    return _load("crosswalk.toml", dict[str, dict[str, dict[str, tuple[str, ...]]]])


def _load(name: str, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(tomllib.loads(files("rasid.codes").joinpath("data", name).read_text("utf-8")), kind)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError(
            f"the data file codes/data/{name} is missing or damaged ({error}); install Rasid again"
        ) from error


@cache
def _name(kind: type[StrEnum]) -> str:
    for name, known in VOCABULARIES.items():
        if known is kind:
            return name
    raise KeyError(kind.__name__)


def vocabulary(kind: type[StrEnum]) -> Vocabulary:
    """The whole set that an enum of the model stands for. Raises KeyError for another enum."""
    return _vocabularies()[_name(kind)]


def code(member: StrEnum) -> Code:
    """Label, meaning and example of one code, such as ``EventType.AIR_STRIKE``."""
    return vocabulary(type(member)).codes[member.value]


def label(member: StrEnum, lang: Lang = "en") -> str:
    """What the code is called: ``label(EventType.AIR_STRIKE, "ar")`` is غارة جوية."""
    found = code(member)
    return found.ar if lang == "ar" else found.en


def definition(member: StrEnum, lang: Lang = "en") -> str:
    """What the code means, in one sentence."""
    found = code(member)
    return found.means_ar if lang == "ar" else found.means_en


def example(member: StrEnum) -> str:
    """An Arabic sentence in which the code is right."""
    return code(member).example


def crosswalk(member: StrEnum, scheme: Scheme) -> tuple[str, ...]:
    """The code's name in another scheme, from its general to its finer level, as far as the code alone decides it;
    empty where it does not. Source: the schemes' codebooks, see ``codes/data/crosswalk.toml``."""
    return _crosswalks().get(_name(type(member)), {}).get(member.value, {}).get(scheme, ())


def members() -> Iterator[StrEnum]:
    """Every code of every vocabulary."""
    for kind in VOCABULARIES.values():
        yield from kind
