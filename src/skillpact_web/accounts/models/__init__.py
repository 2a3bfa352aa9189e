from .invitation import Invitation
from .membership import Membership
from .organisation import Organisation, OrganisationKind, Participation
from .token import ApiToken
from .user import User

__all__ = ["ApiToken", "Invitation", "Membership", "Organisation", "OrganisationKind", "Participation", "User"]
