"""Every model says what it holds of persons, ours and those of the packages that the web is built on."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import models

from skillpact_web.accounts.models import Organisation, User
from skillpact_web.privacy import registry
from skillpact_web.privacy.registry import (
    Erasure,
    NoPersonalData,
    PersonalData,
    contradictions,
    declare,
    personal,
    undeclared,
)

WHOLE = {
    "purpose": "A test.",
    "legal_basis": "A test.",
    "subject": "",
    "exported": (),
    "erasure": Erasure.DELETE,
}


@pytest.fixture
def empty_registry(monkeypatch):
    monkeypatch.setattr(registry, "_REGISTRY", registry._Registry(is_loaded=True))


def test_every_model_declares_what_it_holds_of_persons(db):
    assert undeclared() == []


def test_no_declaration_promises_what_the_database_would_break(db):
    assert contradictions() == []


def test_a_model_that_says_nothing_is_named(empty_registry):
    assert {"accounts.User", "account.EmailAddress", "sessions.Session", "mfa.Authenticator"} <= set(undeclared())


def test_every_model_about_an_account_is_personal_or_only_names_who_acted(db):
    about = {
        model
        for model, declaration in registry.declarations().items()
        if isinstance(declaration, NoPersonalData)
        for link in registry.account_links(model)
        if not link.null
    }
    assert about == set()


def test_what_is_about_an_account_says_by_which_path(db):
    without_path = [
        model._meta.label for model, one in personal() if not one.subject and registry.points_at_account(model)
    ]
    assert without_path == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"purpose": ""}, "names no purpose"),
        ({"legal_basis": ""}, "no legal basis"),
        ({"erasure": Erasure.BLANK}, "names no field in `blanked`"),
        ({"erasure": Erasure.KEEP}, "names no law"),
        ({"retention_days": 3}, "no retention_from"),
        ({"erasure": Erasure.BLANK, "blanked": ("version", "kind", "nuts", "merged_into")}, None),
    ],
)
def test_half_a_declaration_is_refused(empty_registry, changes, sentence):
    declaration = PersonalData(**{**WHOLE, **changes})
    if sentence is None:
        declare(Organisation, declaration)
    else:
        with pytest.raises(ValueError, match=sentence):
            declare(Organisation, declaration)


@pytest.mark.parametrize("name", ["exported", "blanked"])
def test_a_field_that_does_not_exist_is_refused(empty_registry, name):
    with pytest.raises(Exception, match="no field named 'shoe_size'"):
        declare(Organisation, PersonalData(**{**WHOLE, name: ("shoe_size",)}))


@pytest.mark.parametrize("name", ["subject", "retention_from"])
def test_a_path_that_leads_nowhere_is_refused(empty_registry, name):
    with pytest.raises(Exception, match="no field named"):
        declare(Organisation, PersonalData(**{**WHOLE, name: "merged_into__shoe_size"}))


def test_a_second_declaration_is_refused(empty_registry):
    declare(Organisation, NoPersonalData(because="A test."))
    with pytest.raises(ValueError, match="declared twice"):
        declare(Organisation, NoPersonalData(because="A test."))


def test_a_kept_row_that_would_go_with_a_deleted_one_is_named(empty_registry):
    from skillpact_web.accounts.models import Participation

    declare(Organisation, PersonalData(**WHOLE))
    declare(Participation, PersonalData(**{**WHOLE, "erasure": Erasure.KEEP, "law": "A law."}))
    assert contradictions() == [
        "accounts.Participation is kept by law but is deleted with accounts.Organisation",
        "accounts.Participation is kept by law but is deleted with accounts.Organisation",
    ]


def test_a_row_that_goes_with_its_account_cannot_say_that_it_holds_nothing(empty_registry):
    from skillpact_web.accounts.models import Membership

    declare(Membership, NoPersonalData(because="Wrong."))
    assert contradictions() == ["accounts.Membership holds no personal data but is deleted with user's account"]


def test_an_emptied_field_fits_its_column():
    field = {one.name: one for one in Organisation._meta.concrete_fields}
    assert registry.emptied(field["merged_into"]) is None
    assert registry.emptied(field["nuts"]) == ""
    assert registry.emptied(field["ecosystems"]) == []
    assert not isinstance(registry.emptied(get_user_model()._meta.get_field("email")), str)
    with pytest.raises(ValueError, match="cannot be emptied"):
        registry.emptied(_nameless(models.DateField()))


def _nameless(field):
    field.set_attributes_from_name("born_on")
    field.model = User
    return field


def test_the_cast_has_one_member_a_role_in_each_cluster(world):
    assert len(world.members) == len(world.foreign_members) == 13
