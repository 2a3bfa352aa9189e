from .membership import Membership
from .organisation import Organisation, OrganisationKind, Participation
from .user import User

__all__ = ["Membership", "Organisation", "OrganisationKind", "Participation", "User"]
