"""The JSON API over PostgreSQL: the same tests as over SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.desks import Held, filled
from tests.web.test_api import (
    test_a_report_comes_with_records_on_its_words,
    test_an_incident_has_its_claims_with_their_words_and_estimates_of_each_rule,
    test_lists_are_pages_that_go_on_where_they_ended,
    test_names_are_covered_for_who_is_not_cleared,
    test_numbers_of_no_decision_and_values_of_no_record_are_refused,
    test_what_is_no_decision_is_refused,
)
from tests.web.test_api_admin import (
    test_a_field_of_an_incident_is_decided_kept_over_a_rerun_and_taken_back,
    test_a_note_is_for_the_cleared,
    test_a_release_is_made_its_files_listed_and_fetched,
    test_people_are_added_changed_and_removed_by_admins,
    test_what_cannot_be_decided_is_refused,
    test_who_comes_second_is_told_what_came_first,
)
from tests.web.test_api_work import (
    test_an_export_tells_what_it_leaves_out_and_covers_names,
    test_estimates_are_those_of_the_incidents,
)

__all__ = [
    "test_a_field_of_an_incident_is_decided_kept_over_a_rerun_and_taken_back",
    "test_a_note_is_for_the_cleared",
    "test_a_release_is_made_its_files_listed_and_fetched",
    "test_a_report_comes_with_records_on_its_words",
    "test_an_export_tells_what_it_leaves_out_and_covers_names",
    "test_an_incident_has_its_claims_with_their_words_and_estimates_of_each_rule",
    "test_estimates_are_those_of_the_incidents",
    "test_lists_are_pages_that_go_on_where_they_ended",
    "test_names_are_covered_for_who_is_not_cleared",
    "test_numbers_of_no_decision_and_values_of_no_record_are_refused",
    "test_people_are_added_changed_and_removed_by_admins",
    "test_what_cannot_be_decided_is_refused",
    "test_what_is_no_decision_is_refused",
    "test_who_comes_second_is_told_what_came_first",
]


@pytest.fixture
def held(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    monkeypatch.setenv("RASID_DATA", str(tmp_path / "data"))
    store, ids = filled(address)
    with store:
        yield store, ids


@pytest.fixture
def shared(held: Held) -> Held:
    return held
