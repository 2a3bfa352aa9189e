"""The matrix finds what it is there for: each test plants a fault and reads how it is told."""

from __future__ import annotations

from typing import Any

import pytest
from permission_table import FILE, read_table
from test_permission_matrix import test_a_page_opens_to_whom_the_table_says as visit_page
from visiting import House, Who

from skillpact_web.accounts.roles import Role
from skillpact_web.vacancies import queries, services, views
from skillpact_web.vacancies.models import Vacancy

pytestmark = pytest.mark.django_db


def test_a_query_that_forgets_the_viewer_is_told_with_page_role_and_row(house: House, monkeypatch: Any) -> None:
    monkeypatch.setattr(queries, "vacancies", lambda viewer: Vacancy.objects.select_related("organisation"))
    with pytest.raises(AssertionError) as told:
        visit_page(house, "vacancies:detail")
    for role in ("company", "talent", "counsellor", "cluster_manager"):
        assert f"vacancies:detail GET, {role}, foreign row: expected hidden, got open" in str(told.value)
    assert "expected nothing of the other cluster, got “Foreign welder" in str(told.value)


def test_a_list_that_shows_too_much_is_told_on_both_sides(house: House, monkeypatch: Any) -> None:
    monkeypatch.setattr(queries, "vacancies", lambda viewer: Vacancy.objects.select_related("organisation"))
    with pytest.raises(AssertionError) as told:
        visit_page(house, "vacancies:list")
    assert "vacancies:list GET, talent, own row: expected nothing of the other cluster" in str(told.value)
    assert "vacancies:list GET, foreign talent, its own row: expected nothing of the other cluster" in str(told.value)


def test_a_write_to_a_foreign_row_is_told_with_its_table(house: House, monkeypatch: Any) -> None:
    def change_all(**_values: Any) -> None:
        Vacancy.objects.update(status="closed")

    monkeypatch.setattr(services, "set_status", change_all)
    with pytest.raises(AssertionError) as told:
        visit_page(house, "vacancies:set_status")
    expected = (
        "vacancies:set_status POST, company, foreign row: expected nothing written, got changes in vacancies_vacancy"
    )
    assert expected in str(told.value)


def test_a_fault_of_a_page_is_told_with_its_error(house: House, monkeypatch: Any) -> None:
    def fail(*_values: Any) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(views, "_detail_context", fail)
    with pytest.raises(AssertionError) as told:
        visit_page(house, "vacancies:detail")
    assert "company, own row: expected open, got 500 (ZeroDivisionError: planted)" in str(told.value)


def test_a_visit_leaves_nothing_behind(house: House) -> None:
    vacancy_id = house.world.objects["vacancy_id"]["own"]
    answer = house.visit(Who(Role.COMPANY), "POST", f"/vacancies/{vacancy_id}/status/", {"status": "closed"})
    assert (answer.outcome, "vacancies_vacancy" in answer.changed) == ("open", True)
    assert Vacancy.objects.get(pk=vacancy_id).status == "open"


def test_a_row_of_the_table_that_cannot_be_read_is_told() -> None:
    header = next(line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("| page |"))
    right = "| a:page |" + " yes |" * 13
    table = read_table("\n".join(["## a", header, right, right, "| a:other | yes |", "| a:odd |" + " maybe |" * 13]))
    assert [name for name, _rights in table.rows] == ["a:page", "a:page"]
    assert len(table.problems) == 2
    assert "a:other" in table.problems[0]
    assert "a:odd" in table.problems[1]
