"""The forms that take a passkey's answer: whatever anybody sends, a broken answer is only refused."""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as theirs

# What reading an answer of the wrong shape raises, from its JSON down to the bytes of the key.
BROKEN = (KeyError, IndexError, TypeError, ValueError, AttributeError, struct.error)
LONGEST_NAME = 60


class _Answer:
    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except BROKEN as error:
            raise get_adapter().validation_error("incorrect_code") from error


class _Named:
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.max_length = LONGEST_NAME
        name.widget.attrs["maxlength"] = LONGEST_NAME

    def clean_name(self) -> str:
        found = super().clean_name() if hasattr(super(), "clean_name") else self.cleaned_data["name"]  # type: ignore[misc, attr-defined]
        return str(found)[:LONGEST_NAME]


class AddPasskeyForm(_Named, theirs.AddWebAuthnForm):
    """Adds a passkey or security key."""

    def clean(self) -> Any:
        try:
            return super().clean()
        except BROKEN as error:
            raise get_adapter().validation_error("incorrect_code") from error


class RenamePasskeyForm(_Named, theirs.EditWebAuthnForm):
    """Calls a passkey something else."""


class LoginPasskeyForm(_Answer, theirs.LoginWebAuthnForm):
    """Signs in by a passkey alone."""


class AuthenticatePasskeyForm(_Answer, theirs.AuthenticateWebAuthnForm):
    """Shows a passkey as the second factor of a sign-in."""


class ReauthenticatePasskeyForm(_Answer, theirs.ReauthenticateWebAuthnForm):
    """Shows a passkey once more."""
