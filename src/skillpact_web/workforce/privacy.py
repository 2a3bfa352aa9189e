from __future__ import annotations

from ..privacy.registry import Erasure, NoPersonalData, PersonalData, declare
from .models import Employee, EmployeeSkill, Function, FunctionRequirement, Objection

_BECAUSE = "Describes a job of an organisation; who decided is an id that goes with the account."
declare(Function, NoPersonalData(_BECAUSE))
declare(FunctionRequirement, NoPersonalData(_BECAUSE))
_BASIS = "The employment contract and the employer's duty to train (GDPR Article 6(1)(b) and (f))."
_SEEN = "The employer that recorded it, and you. Nobody joins it with your private profile for the employer."
declare(
    Employee,
    PersonalData(
        purpose="Keeps which job a person does at an employer, so that it can plan their training.",
        legal_basis=_BASIS,
        subject="user",
        exported=("organisation", "nickname", "function", "created_at", "changed_at"),
        erasure=Erasure.BLANK,
        blanked=("user", "nickname", "code_hash"),
        seen_by=_SEEN,
    ),
)
declare(
    EmployeeSkill,
    PersonalData(
        purpose="Keeps the skills that an employer knows a person has, so that it can plan their training.",
        legal_basis=_BASIS,
        subject="employee__user",
        exported=("uri", "label", "level", "status", "origin", "evidence", "expires_on", "decided_at"),
        erasure=Erasure.DELETE,
        seen_by=_SEEN,
    ),
)
declare(
    Objection,
    PersonalData(
        purpose="Keeps what you say is wrong in your employer's record of you, and the answer.",
        legal_basis="Your right to correct what is kept of you (GDPR Article 16).",
        subject="employee__user",
        exported=("about", "reason", "asked_at", "due_on", "outcome", "answer", "answered_at"),
        erasure=Erasure.DELETE,
        seen_by="You, and those who act for the employer that recorded it. It does not name your account.",
    ),
)
