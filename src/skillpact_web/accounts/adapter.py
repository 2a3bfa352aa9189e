"""How allauth, which does the signing in, behaves in this house."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.shortcuts import render
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

    def authenticate_by_email(self, sociallogin: Any) -> Any:
        for address in sociallogin.email_addresses:
            # Some providers send the words "true" and "false": only a true that is one counts.
            address.verified = address.verified is True
        return super().authenticate_by_email(sociallogin)

    def get_requests_session(self) -> Any:
        import requests

        session = super().get_requests_session()
        send = session.request

        def send_or_say(*args: Any, **kwargs: Any) -> Any:
            try:
                response = send(*args, **kwargs)
            except requests.RequestException:
                response = None
            if response is None or response.status_code >= 500:
                page = render(self.request, "socialaccount/provider_down.html", status=503)
                raise ImmediateHttpResponse(page)
            return response

        session.request = send_or_say
        return session
