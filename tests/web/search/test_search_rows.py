"""Rows are found by the beginnings of their words, in scope only, whatever a person types."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from skillpact_web.accounts.models import Organisation
from skillpact_web.search import services
from skillpact_web.search.models import Entry
from skillpact_web.search.queries import restrict
from skillpact_web.search.words import fold, query_words


@pytest.fixture
def rows(db: Any) -> dict[str, Organisation]:
    texts = {
        "welder": "Welder for stainless steel",
        "developer": "Développeur Python et C++",
        "nurse": "Krankenpfleger für die Straße, Łódź",
        "baker": "Baker. Baker of bread, baker of cakes",
        "shop": "Shop assistant near a baker, with many other duties in the store and in the back office of it",
    }
    made = {name: Organisation.objects.create(name=name, kind="company") for name in texts}
    for name, row in made.items():
        services.put("thing", row.pk, texts[name])
    return made


def found(words: str, **arguments: Any) -> list[str]:
    return [one.name for one in restrict(Organisation.objects.all(), "thing", words, **arguments)]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("weld", ["welder"]),
        ("STEEL welder", ["welder"]),
        ("developpeur", ["developer"]),
        ("dévelo", ["developer"]),
        ("strasse", ["nurse"]),
        ("lodz", ["nurse"]),
        ("c++", ["developer"]),
        ("welder python", []),
        ("thing", []),
        ("baker", ["baker", "shop"]),
    ],
)
def test_rows_are_found_by_the_beginnings_of_all_words_best_first(rows, words, names):
    assert found(words) == names


@pytest.mark.parametrize(
    "words",
    ['"', '"weld', "weld* OR NOT (", "kind:thing", "a AND", "'; DROP TABLE search_entry; --", "x" * 10_000, "? !", "\0", "^weld", "weld:*", "\\", "-weld", "{weld}", "💥", "\ud800"],
)  # fmt: skip
def test_whatever_a_person_types_is_no_error(rows, words):
    assert isinstance(found(words), list)


def test_no_words_restrict_nothing_and_signs_alone_find_nothing(rows):
    assert len(found("  ")) == 5
    assert found("?!") == []


def test_signs_around_words_are_passed_over(rows):
    assert found('"welder" (steel)') == ["welder"]


def test_only_the_kind_and_the_scope_asked_for_are_found(rows):
    services.put("other", rows["shop"].pk, "welder")
    assert found("welder") == ["welder"]
    in_scope = Organisation.objects.exclude(name="welder")
    assert list(restrict(in_scope, "thing", "welder")) == []


def test_a_row_is_found_by_its_new_words_only(rows):
    services.put("thing", rows["welder"].pk, "plumber")
    assert found("welder") == []
    assert found("plumber") == ["welder"]


def test_a_dropped_row_is_not_found(rows):
    services.drop("thing", rows["welder"].pk)
    assert found("welder") == []


def test_a_deleted_row_drops_its_words_and_rebuilding_finds_the_others(rows):
    services.register("thing", lambda: ((one.pk, one.name) for one in Organisation.objects.all()), model=Organisation)
    rows["welder"].delete()
    assert not Entry.objects.filter(words__contains="stainless").exists()
    call_command("rebuild_search")
    assert found("nurse") == ["nurse"]
    assert found("bread") == []


def test_a_search_can_keep_the_order_and_look_up_by_another_field(rows):
    services.put("named", "shop", "alpha")
    services.put("named", "baker", "alpha beta beta")
    by_name = restrict(Organisation.objects.order_by("name"), "named", "alpha", key="name", is_ranked=False)
    assert [one.name for one in by_name] == ["baker", "shop"]


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_search_is_one_query(db, n_rows, django_assert_num_queries):
    for number in range(n_rows):
        services.put("thing", Organisation.objects.create(name=f"Thing {number}", kind="company").pk, "alpha")
    with django_assert_num_queries(1):
        assert len(found("alpha")) == n_rows


def test_putting_is_one_query(rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        services.put("thing", rows["welder"].pk, "again")


def test_words_are_folded_alike_for_both_databases():
    assert fold("Ça-va: C#, .NET & Straße_x") == ["ca", "va", "csharp", "dotnet", "strasse", "x"]
    assert query_words("a b " * 100) == ["a", "b"]
    assert len(query_words(" ".join(f"w{n}" for n in range(100)))) == 12
