from .cohort import Cohort, CohortStatus, Enrolment, EnrolmentStatus, ParticipantKind, Seat
from .course import Course, LearningOutcome, Mode
from .funding import Funder, Period, Resource

__all__ = [
    "Cohort",
    "CohortStatus",
    "Course",
    "Enrolment",
    "EnrolmentStatus",
    "Funder",
    "LearningOutcome",
    "Mode",
    "ParticipantKind",
    "Period",
    "Resource",
    "Seat",
]
