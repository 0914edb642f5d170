"""Every code of the model has labels, meanings and an example, in Arabic that is Arabic."""

import inspect
from enum import StrEnum

import pytest
import regex

from rasid import codes, model
from rasid.model import EventType, Outcome, PlacePrecision, Role


def test_every_enum_of_the_model_is_a_vocabulary() -> None:
    kinds = {
        kind
        for _, kind in inspect.getmembers(model, inspect.isclass)
        if issubclass(kind, StrEnum) and kind is not StrEnum
    }
    assert set(codes.VOCABULARIES.values()) == kinds


@pytest.mark.parametrize("kind", codes.VOCABULARIES.values(), ids=codes.VOCABULARIES)
def test_every_member_has_its_entry_in_the_order_of_the_model(kind: type[StrEnum]) -> None:
    found = codes.vocabulary(kind)
    assert list(found.codes) == [member.value for member in kind]
    assert found.en
    assert regex.search(r"\p{Arabic}", found.ar)


@pytest.mark.parametrize("member", list(codes.members()), ids=lambda member: f"{type(member).__name__}.{member.name}")
def test_every_code_is_whole(member: StrEnum) -> None:
    code = codes.code(member)
    assert codes.label(member, "en") == code.en
    assert codes.label(member, "ar") == code.ar
    assert codes.definition(member, "en").endswith(".")
    assert codes.definition(member, "ar").endswith(".")
    assert codes.example(member).endswith(".")
    assert code.gloss.endswith((".", ")."))
    for english in (
        code.en,
        code.means_en.replace("بعض", "").replace("عدة", "").replace("عشرات", "").replace("مئات", ""),
    ):
        assert not regex.search(r"\p{Arabic}", english)
    for arabic in (code.ar, code.means_ar, code.example):
        assert regex.search(r"\p{Arabic}", arabic)
        assert not regex.search(r"[A-Za-z,;?]", arabic), arabic
    assert code.ar == code.ar.strip()


def test_labels_within_a_vocabulary_differ() -> None:
    for kind in codes.VOCABULARIES.values():
        for lang in ("en", "ar"):
            labels = [codes.label(member, lang) for member in kind]
            assert len(set(labels)) == len(labels)


def test_examples_are_each_their_own() -> None:
    examples = [codes.example(member) for member in codes.members()]
    assert len(set(examples)) == len(examples)


def test_names_in_other_schemes() -> None:
    assert codes.crosswalk(EventType.AIR_STRIKE, "acled") == ("Explosions/Remote violence", "Air/drone strike")
    assert codes.crosswalk(EventType.AIR_STRIKE, "cameo") == ("195",)
    assert codes.crosswalk(EventType.SUICIDE_BOMBING, "plover") == ("ASSAULT", "suicide-attack")
    assert codes.crosswalk(PlacePrecision.GOVERNORATE, "ucdp") == ("4",)
    # What the type alone does not decide is not said: it depends on who was hit, or on who holds the place.
    assert codes.crosswalk(EventType.ARMED_ATTACK, "acled") == ()
    assert codes.crosswalk(EventType.TERRITORY_CHANGE, "acled") == ()
    assert codes.crosswalk(EventType.AIR_STRIKE, "ucdp") == ()
    assert codes.crosswalk(Outcome.KILLED, "acled") == ()


def test_crosswalk_names_only_codes_there_are() -> None:
    from rasid.codes.vocabularies import _crosswalks

    for name, entries in _crosswalks().items():
        known = {member.value for member in codes.VOCABULARIES[name]}
        assert set(entries) <= known
        assert all(set(schemes) <= {"acled", "ucdp", "plover", "cameo"} for schemes in entries.values())


def test_the_same_word_in_two_sets_is_two_codes() -> None:
    assert codes.label(Role.ATTACKER, "ar") != codes.label(model.Group.ATTACKER, "ar")
    with pytest.raises(KeyError):
        codes.label(StrEnum("Other", ["A"]).A)  # type: ignore[attr-defined]
