from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..privacy.registry import Erasure, NoPersonalData, PersonalData, declare
from .models import Cohort, Course, Enrolment, Funder, LearningOutcome, Period, Resource, Seat

_BECAUSE = "Describes training of an organisation; who wrote or decided is an id that goes with the account."
for model in (Course, LearningOutcome, Cohort, Seat, Funder, Period, Resource):
    declare(model, NoPersonalData(_BECAUSE))
declare(
    Enrolment,
    PersonalData(
        purpose=_("Keeps a seat in a cohort for a person, and how far they came."),
        legal_basis=_("The agreement on taking part in the course."),
        subject="user",
        exported=("participant_ref", "status", "enrolled_at", "finished_at"),
        erasure=Erasure.BLANK,
        blanked=("participant_ref",),
    ),
)
