"""The roles of the house, given to a person per organisation, and what each is trusted with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..choices import TextChoices


class Role(TextChoices):
    """What a person does here; one membership holds one."""

    TALENT = "talent", _("Talent")
    COUNSELLOR = "counsellor", _("Counsellor")
    COMPANY = "company", _("Company")
    PROVIDER = "training_provider", _("Training provider")
    CLUSTER_MANAGER = "cluster_manager", _("Cluster manager")
    AUTHORITY = "authority", _("Authority")
    FUNDER = "funder", _("Funder")
    COORDINATOR = "partnership_coordinator", _("Partnership coordinator")
    ASSESSOR = "assessor", _("Assessor")
    SESSION_HOST = "session_host", _("Session host")
    AUDITOR = "auditor", _("Auditor")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    ADMINISTRATOR = "administrator", _("Administrator")


# Roles that see other people's data: they sign in with a second factor or a passkey.
ROLES_SEEING_PEOPLE = frozenset(
    {
        Role.COUNSELLOR,
        Role.COMPANY,
        Role.PROVIDER,
        Role.CLUSTER_MANAGER,
        Role.AUTHORITY,
        Role.FUNDER,
        Role.AUDITOR,
        Role.PRIVACY_OFFICER,
        Role.ADMINISTRATOR,
    }
)
