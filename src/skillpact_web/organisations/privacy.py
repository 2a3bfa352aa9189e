from ..privacy.registry import Erasure, NoPersonalData, PersonalData, declare
from .models import Contact, KeptApart, Merge

declare(
    Contact,
    PersonalData(
        purpose="Whom a cluster asks at a member organisation, and about what.",
        legal_basis="Legitimate interest of the cluster and its member in reaching each other (GDPR art. 6(1)(f)).",
        subject="",
        exported=("name", "email", "function", "purpose"),
        erasure=Erasure.DELETE,
        retention_days=730,
        retention_from="confirmed_on",
    ),
)
declare(KeptApart, NoPersonalData("A pair of organisations."))
declare(Merge, NoPersonalData("Keys of rows that were moved; a dropped contact is not kept here."))
