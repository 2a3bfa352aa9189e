"""What a person can agree to: a closed list, each with its text and the version of that text."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..choices import TextChoices


class Purpose(TextChoices):
    """What a consent is for."""

    MATCHING = "matching", _("Be found for jobs and courses")
    SHARE_PROFILE = "share_profile", _("Show my profile and my name to one organisation")
    COUNSELLING = "counselling", _("Let counsellors of one organisation act for me")
    TRAINING_RECORDS = "training_records", _("Let a provider tell my cluster how my training went")
    FOLLOW_UP = "follow_up", _("Be asked later how it went")
    STUDIES = "studies", _("Count my skills in studies of my cluster")


@dataclass(frozen=True)
class Text:
    """What a person reads before they agree. version : counts up when the text changes; needs_recipient : one
    organisation must be named, else none may be"""

    version: str
    words: str | Promise
    needs_recipient: bool


TEXTS: dict[str, Text] = {
    Purpose.MATCHING: Text(
        "1",
        _(
            "Companies and training providers of my cluster may find what I bring, without my name or contact. My "
            "present employer never finds me."
        ),
        needs_recipient=False,
    ),
    Purpose.SHARE_PROFILE: Text(
        "1",
        _("The organisation that I name here may see my profile with my name and contact, until I end this."),
        needs_recipient=True,
    ),
    Purpose.COUNSELLING: Text(
        "1",
        _("Counsellors of the organisation that I name here may read and change my profile; I see what they did."),
        needs_recipient=True,
    ),
    Purpose.TRAINING_RECORDS: Text(
        "1",
        _("The provider that I name here may tell my cluster whether I attended and what I achieved."),
        needs_recipient=True,
    ),
    Purpose.FOLLOW_UP: Text(
        "1",
        _("My cluster may ask me up to twelve months after a training or a new job how it went."),
        needs_recipient=False,
    ),
    Purpose.STUDIES: Text(
        "1",
        _("What I bring counts in the studies of my cluster, without my name, and never shown for fewer than five."),
        needs_recipient=False,
    ),
}
