from __future__ import annotations

from ..privacy.registry import NoPersonalData, declare
from .models import Requirement, Vacancy

_BECAUSE = "Describes a job of an organisation; who wrote or decided is an id that goes with the account."
declare(Vacancy, NoPersonalData(_BECAUSE))
declare(Requirement, NoPersonalData(_BECAUSE))
