"""Of whom a claim counts: the columns of the matrix that its groups fall into."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from rasid.model import CasualtyClaim, Group
from rasid.model.estimate import Subgroup

_SIDE = {
    Group.CIVILIAN: Subgroup.CIVILIAN,
    Group.PROTESTER: Subgroup.CIVILIAN,
    Group.OFFICIAL: Subgroup.CIVILIAN,
    Group.JOURNALIST: Subgroup.CIVILIAN,
    Group.MEDICAL: Subgroup.CIVILIAN,
    Group.AID: Subgroup.CIVILIAN,
    Group.MILITARY: Subgroup.FIGHTER,
    Group.FOREIGN_MILITARY: Subgroup.FIGHTER,
    Group.ARMED_GROUP: Subgroup.FIGHTER,
    Group.ATTACKER: Subgroup.FIGHTER,
    Group.POLICE: Subgroup.POLICE,
}
_AGE_AND_SEX = {Group.WOMAN: Subgroup.WOMAN, Group.CHILD: Subgroup.CHILD}
_WORK = {Group.JOURNALIST: Subgroup.JOURNALIST, Group.MEDICAL: Subgroup.MEDIC, Group.AID: Subgroup.MEDIC}
_AXES = (_SIDE, _AGE_AND_SEX, _WORK)


def columns(claim: CasualtyClaim) -> frozenset[Subgroup]:
    """The columns whose people the claim counts, each whole. Two groups of one kind in one number (نساء وأطفال) belong to
    neither column; one person may be of both (فتاة)."""
    return _columns(tuple(claim.groups), whole=claim.part_of is None, one=claim.count.high == 1)


# Asked for every claim in every cell under every rule: of an incident of fifty reports a hundred thousand times.
@cache
def _columns(groups: tuple[Group, ...], *, whole: bool, one: bool) -> frozenset[Subgroup]:
    found = {Subgroup.ALL} if whole else set()
    for axis in _AXES:
        of = {axis[group] for group in groups if group in axis}
        if len(of) == 1 or (of and one):
            found |= of
    # Women and children of whom nothing else is said are civilians, where they are all who were counted.
    if Subgroup.ALL in found and not (_sides(groups) - {Subgroup.CIVILIAN}) and _ages(groups):
        found.add(Subgroup.CIVILIAN)
    return frozenset(found)


def mixed(claim: CasualtyClaim, subgroup: Subgroup) -> bool:
    """Whether the claim counts people of that column together with others of its kind."""
    return subgroup not in columns(claim) and subgroup in _named(tuple(claim.groups))


@cache
def _named(groups: tuple[Group, ...]) -> frozenset[Subgroup]:
    return frozenset(axis[group] for axis in _AXES for group in groups if group in axis)


def fighters(claim: CasualtyClaim) -> bool:
    """Whether all whom it counts are said to be fighters."""
    return _sides(claim.groups) == {Subgroup.FIGHTER}


def civilians(claim: CasualtyClaim) -> bool:
    """Whether all whom it counts are said to be civilians, by IBC's sense: whoever is not a fighter, police too."""
    sides = _sides(claim.groups)
    return bool(sides or _ages(claim.groups)) and Subgroup.FIGHTER not in sides


def _sides(groups: Iterable[Group]) -> set[Subgroup]:
    return {_SIDE[group] for group in groups if group in _SIDE}


def _ages(groups: Iterable[Group]) -> set[Subgroup]:
    return {_AGE_AND_SEX[group] for group in groups if group in _AGE_AND_SEX}
