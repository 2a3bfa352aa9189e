"""What floors above may listen to, so that mail is sent and reminders stand without this floor knowing them."""

from __future__ import annotations

from django.dispatch import Signal

# sender DataRequest, request: a person asked; a privacy officer waits for it
request_made = Signal()
# sender DataRequest, request: answered, taken back or lifted
request_answered = Signal()
# sender ErasedSubject, organisation_ids: who was told things about a person that is erased now, inside the transaction.
# A receiver returns the ids that it has told; whom nobody told stays on the receipt as "to be told".
recipients_to_tell = Signal()
