"""The forms by which somebody not yet signed in asks for mail: limited by address and client together."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm, ResetPasswordForm
from allauth.core import context, ratelimit


def _count(action: str, email: str) -> None:
    # The pair: neither does one client flood an address, nor does it use up what the address's owner may ask for.
    adapter = get_adapter()
    key = f"{email.lower()}|{adapter.get_client_ip(context.request)}"
    if not ratelimit.consume(context.request, action=action, key=key):
        raise adapter.validation_error("too_many_login_attempts")


class LoginCodeForm(RequestLoginCodeForm):
    """Asks for a code by mail."""

    def clean_email(self) -> Any:
        _count("request_login_code_pair", self.cleaned_data["email"])
        return super().clean_email()


class PasswordResetForm(ResetPasswordForm):
    """Asks for a link that sets a new password."""

    def clean_email(self) -> Any:
        _count("reset_password_pair", self.cleaned_data["email"])
        return super().clean_email()
