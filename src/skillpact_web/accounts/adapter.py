"""How allauth, which does the signing in, behaves in this house."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..audit.kinds import EventKind
from ..audit.services import record
from .target import is_own_path


class AccountAdapter(DefaultAccountAdapter):
    """Accounts begin with an invitation unless sign-up is open; attempts count by address and client together."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many attempts from here in a short time. Wait five minutes, then try again or ask for a code by mail."
        ),
        "email_password_mismatch": _(
            "This address and this password do not belong together. Check both and try again."
        ),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return settings.SIGNUP == "open"

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        # By address alone, anybody could lock anybody out by failing often enough in their name.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}|{self.get_client_ip(request)}"

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        record(kind=EventKind.SIGN_IN_FAILED, actor=None)

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and is_own_path(str(url))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A person of an identity provider gets in by a verified address; a new one only where sign-up is open."""

    def populate_user(self, request: Any, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("name"), " ".join(filter(None, (data.get("first_name"), data.get("last_name")))))
        user.display_name = next((part for part in parts if part), "")[:150]
        user.email = user.email.lower()
        return user
