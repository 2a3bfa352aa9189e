"""Writes of talents: one verb, one transaction, one audit event."""

from .claims import add_claim, change_claim, decide_claims, put_claims, remind_of_ends, suggest_from_job
from .cv import read, read_again, upload_cv
from .disputes import answer_dispute, open_dispute
from .erasure import erase, forget
from .mandates import end_mandate, give_mandate
from .profiles import change, create, note_view, set_visibility, undo

__all__ = [
    "add_claim", "answer_dispute", "change", "change_claim", "create", "decide_claims", "end_mandate", "erase",
    "forget", "give_mandate", "note_view", "open_dispute", "put_claims", "read", "read_again", "remind_of_ends",
    "set_visibility", "suggest_from_job", "undo", "upload_cv",
]  # fmt: skip
