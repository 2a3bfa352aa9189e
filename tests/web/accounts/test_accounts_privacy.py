"""What the accounts hold of persons is declared, allauth's rows included, and an erased account takes its rows along."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps

from skillpact_web.accounts.models import ApiToken, Invitation, Membership, User
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.services import tokens
from skillpact_web.privacy.registry import PersonalData, declarations


def test_every_model_of_the_accounts_and_of_allauth_is_declared(db):
    known = declarations()
    ours = [*apps.get_app_config("accounts").get_models()]
    for label in ("account", "mfa", "socialaccount", "usersessions", "sessions"):
        ours += apps.get_app_config(label).get_models()
    assert [model._meta.label for model in ours if model not in known] == []


def test_what_is_personal_leads_to_its_person(db):
    known = declarations()
    for model in (User, Membership, Invitation, ApiToken, EmailAddress, Authenticator, SocialAccount, UserSession):
        declared = known[model]
        assert isinstance(declared, PersonalData)
        assert model.objects.filter(**{declared.subject: 1}).count() == 0


def test_no_secret_is_handed_out_in_an_export(db):
    secrets = {"password", "token_hash", "data", "session_key"}
    for model in (User, ApiToken, Invitation, Authenticator, UserSession):
        assert secrets.isdisjoint(declarations()[model].exported), model


def test_an_erased_account_takes_its_keys_along(world):
    bruno = world.members[Role.COMPANY].user
    EmailAddress.objects.create(user=bruno, email=bruno.email, verified=True)
    ApiToken.objects.create(
        membership=world.members[Role.COMPANY],
        name="x",
        prefix="x",
        token_hash="x",
        expires_at=world.members[Role.COMPANY].starts_at,
    )
    assert tokens.tokens(bruno.pk).count() == 1
    bruno.delete()
    assert not EmailAddress.objects.exists()
    assert not ApiToken.objects.exists()
