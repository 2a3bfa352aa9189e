from __future__ import annotations

from ..privacy.registry import NoPersonalData, declare
from .models import TaxonomyChoice

declare(TaxonomyChoice, NoPersonalData("Names a taxonomy; who chose it is an id that goes with the account."))
