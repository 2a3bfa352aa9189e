from ..privacy.registry import NoPersonalData, declare
from .models import Definition, FigureSet, NamedGroup, NamedGroupMember, Snapshot, Value

_COUNTS = "Counts about organisations and numbers of persons; no row, reference or id of a person."
declare(Definition, NoPersonalData("What a figure means."))
declare(FigureSet, NoPersonalData(_COUNTS))
declare(Value, NoPersonalData(_COUNTS))
declare(Snapshot, NoPersonalData(_COUNTS))
declare(NamedGroup, NoPersonalData("A need that companies share."))
declare(NamedGroupMember, NoPersonalData("Which companies agreed; who agreed for them stands in the audit log."))
