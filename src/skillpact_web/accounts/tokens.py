"""Whose a token is. REST asks here for every request that carries one."""

from __future__ import annotations

import hashlib

from .. import clock
from .models import ApiToken
from .viewer import Viewer, memberships_in_force, viewer_of

PREFIX = "skp"
_LONGEST = 200


def hash_of(text: str) -> str:
    """Return what is stored of a token: its 256 random bits need no salt."""
    return hashlib.sha256(text.encode()).hexdigest()


def viewer_of_token(raw: str) -> Viewer | None:
    """Return the viewer for whom a token acts, its scopes set.

    None where the token is unknown, ended or revoked, or its role is over.
    """
    if not raw.startswith(f"{PREFIX}_") or len(raw) > _LONGEST or not raw.isascii():
        return None
    token = ApiToken.objects.filter(token_hash=hash_of(raw)).select_related("membership").first()
    if token is None or not token.is_open:
        return None
    membership = memberships_in_force(token.membership.user_id).filter(pk=token.membership_id).first()
    if membership is None or not membership.user.is_active:
        return None
    today = clock.today()
    if token.last_used_on != today:  # one write a day
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return viewer_of(membership, scopes=frozenset(token.scopes))
