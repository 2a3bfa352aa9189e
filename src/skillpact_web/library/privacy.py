from ..privacy.registry import NoPersonalData, declare
from .models import Edition, ReferenceFact

declare(Edition, NoPersonalData("Editions of public lists; who replaced one stands in the audit log."))
declare(ReferenceFact, NoPersonalData("Codes, names and numbers from public pages."))
