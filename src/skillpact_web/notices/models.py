"""What waits for a person or a role, mail on its way out, and how often a person wants reminders."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..choices import TextChoices


class NoticeState(TextChoices):
    OPEN = "open", _("Waiting")
    OVERDUE = "overdue", _("Overdue")
    SETTLED = "settled", _("Done")


class Notice(models.Model):
    """A line of *Waiting for you*, for one person or for whoever holds a role at an organisation.

    kind : short code by which it is settled; text, plural : sentences as in the program (`gettext_noop`) with `params`,
    so that everybody reads them in their language; they name no person. on_type, on_id : what it is about.
    receiver : user or role as one word, so that the same thing waits once; deputy : who sees it too since it is overdue
    """

    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    plural = models.CharField(max_length=300, blank=True)
    params = models.JSONField(default=dict)
    button = models.CharField(max_length=60)
    url = models.CharField(max_length=300, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    role = models.CharField(max_length=30, choices=Role.choices, blank=True)
    receiver = models.CharField(max_length=60)
    on_type = models.CharField(max_length=60, blank=True)
    on_id = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.OPEN)
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="deputised_notices"
    )
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    escalated_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = (models.F("due_on").asc(nulls_last=True), "id")
        indexes = (
            models.Index(fields=("on_type", "on_id")),
            models.Index(fields=("user", "state")),
            models.Index(fields=("organisation", "role", "state")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "receiver", "on_type", "on_id"),
                condition=~Q(state="settled"),
                name="one_waiting_notice",
            ),
        )

    def __str__(self) -> str:
        """Return its sentence in the language of whoever reads."""
        n = self.params.get("n")
        text = ngettext(self.text, self.plural, n) if self.plural and isinstance(n, int) else gettext(self.text)
        try:
            return text % self.params
        except (KeyError, TypeError, ValueError):  # a translation or an older version names what is not there
            return text

    @property
    def button_text(self) -> str:
        return gettext(self.button)

    @property
    def is_waiting(self) -> bool:
        return self.state != NoticeState.SETTLED

    @property
    def is_settled_by_hand(self) -> bool:
        """Return whether a press settles it; what is about something else is settled by doing that."""
        return not self.on_type


class MailState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")


class OutgoingMail(models.Model):
    """A mail on its way. Written when it is sent, in the receiver's language; `context` holds no more than that."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails")
    template = models.CharField(max_length=100)
    context = models.JSONField(default=dict)
    is_reminder = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("state", "next_at")),)

    def __str__(self) -> str:
        return f"{self.template} ({self.state})"


class MailWish(TextChoices):
    NONE = "none", _("No reminders by mail; I look here")
    INSTANT = "instant", _("A mail at once for each thing that waits")
    DAILY = "daily", _("One mail a day, and only if something new waits or is due soon")


class MailPreference(models.Model):
    """How often a person wants reminders by mail. Without a row: daily."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference")
    reminders = models.CharField(max_length=10, choices=MailWish.choices, default=MailWish.DAILY)
    digest_on = models.DateField(null=True, blank=True)
    digest_notice_id = models.BigIntegerField(default=0)  # the newest notice that a digest told

    def __str__(self) -> str:
        return self.reminders
