"""A profile that is kept comes back as it was: what is compared tomorrow is what was compared today."""

import pytest

from rasid.analyse.pipeline import Pipeline
from rasid.demo import reports
from rasid.resolve.linking import reasons
from rasid.resolve.packing import pack, pack_report, unpack
from rasid.resolve.profile import EventProfile, profiles

from .happenings import profile


def again(one: EventProfile) -> EventProfile:
    return unpack(pack(one), pack_report(one.report))


def test_profiles_come_back_and_compare_as_before() -> None:
    read = Pipeline()
    told = [one for report in list(reports())[:12] for one in profiles(report, read(report))]
    assert len(told) > 12
    for a in told:
        back = again(a)
        assert (back.bag.words, back.bag.length) == (a.bag.words, a.bag.length)
        assert (back.key, back.points, back.names, back.places) == (a.key, a.points, a.names, a.places)
        for b in told:
            assert reasons(back, again(b)) == pytest.approx(reasons(a, b))


def test_an_event_without_words_does_not_get_those_of_its_report() -> None:
    silent = profile("a", text="")
    assert again(silent).bag.words == frozenset()
