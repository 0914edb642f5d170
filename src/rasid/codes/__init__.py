"""Vocabularies as data: every code with its Arabic and English label."""

from rasid.codes.vocabularies import (
    VOCABULARIES,
    Code,
    Lang,
    Scheme,
    Vocabulary,
    code,
    crosswalk,
    definition,
    example,
    label,
    members,
    vocabulary,
)

__all__ = [
    "VOCABULARIES",
    "Code",
    "Lang",
    "Scheme",
    "Vocabulary",
    "code",
    "crosswalk",
    "definition",
    "example",
    "label",
    "members",
    "vocabulary",
]
