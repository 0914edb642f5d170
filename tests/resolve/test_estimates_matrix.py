"""The matrix of outcomes and groups, and what does not add up in it."""

from rasid.model import Group, Outcome
from rasid.model.estimate import Rule, Subgroup
from rasid.resolve.matrix import matrix
from tests.resolve.claiming import range_of, said


def test_every_cell_that_is_spoken_of_and_no_other() -> None:
    dead = said(9, report="r")
    claims = [
        dead,
        said(2, report="r", groups=(Group.CHILD,), part_of=dead),
        said(1, report="r", groups=(Group.JOURNALIST,), part_of=dead),
        said(1, report="r", groups=(Group.AID,), part_of=dead),
        said(20, outcome=Outcome.INJURED),
        said(4, outcome=Outcome.MISSING),
    ]
    found = matrix(claims, Rule.MODE)
    stated = {(cell.outcome, cell.subgroup): cell.best for cell in found.cells if cell.stated}
    assert stated == {
        (Outcome.KILLED, Subgroup.ALL): 9,
        (Outcome.KILLED, Subgroup.CIVILIAN): 1,
        (Outcome.KILLED, Subgroup.CHILD): 2,
        (Outcome.KILLED, Subgroup.MEDIC): 1,
        (Outcome.KILLED, Subgroup.JOURNALIST): 1,
        (Outcome.INJURED, Subgroup.ALL): 20,
        (Outcome.MISSING, Subgroup.ALL): 4,
    }
    assert range_of(found.cell(Outcome.DETAINED)) == (None, None, None)
    assert not found.problems


def test_parts_that_exceed_their_total_are_reported_and_change_nothing() -> None:
    total = said(4, report="r")
    claims = [
        total,
        said(3, report="r", groups=(Group.WOMAN,), part_of=total),
        said(2, report="r", groups=(Group.CHILD,), part_of=total),
    ]
    found = matrix(claims, Rule.MODE)
    first = found.problems[0]
    assert (first.code, first.report_id, first.item) == ("parts-exceed-total", "r", f"r#{total.claim.id}")
    assert "come to 5" in first.message
    assert range_of(found.cell(Outcome.KILLED)) == (4, 4, 4)


def test_overlapping_parts_are_no_problem() -> None:
    total = said(4, report="r")
    claims = [
        total,
        said(4, report="r", groups=(Group.CIVILIAN,), part_of=total),
        said(3, report="r", groups=(Group.CHILD,), part_of=total),
    ]
    assert not matrix(claims, Rule.MODE).problems


def test_cells_taken_from_different_claims_that_do_not_add_up() -> None:
    claims = [
        said(3),
        said(5, groups=(Group.CHILD,), report="r", part_of=said(9, report="other")),
        said(10, outcome=Outcome.HARMED),
        said(8, outcome=Outcome.INJURED),
    ]
    codes = {problem.code: problem.message for problem in matrix(claims, Rule.ACLED).problems}
    assert codes.keys() == {"groups-exceed-all", "outcomes-exceed-harmed"}
    assert codes["groups-exceed-all"].startswith("child 5: more than all, who are 3")
    assert codes["outcomes-exceed-harmed"].startswith("killed 3, injured 8: more than those harmed, who are 10")


def test_who_counts_civilians_has_no_fighters() -> None:
    claims = [said(6, groups=(Group.MILITARY,)), said(2, groups=(Group.CIVILIAN,)), said(1, groups=(Group.POLICE,))]
    assert range_of(matrix(claims, Rule.UCDP).cell(Outcome.KILLED, Subgroup.FIGHTER)) == (6, 6, 6)
    for rule in (Rule.IBC, Rule.AIRWARS):
        found = matrix(claims, rule)
        assert not found.cell(Outcome.KILLED, Subgroup.FIGHTER).stated
        assert range_of(found.cell(Outcome.KILLED))[::2] == (1, 2)
