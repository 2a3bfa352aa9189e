from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "skillpact_web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..ui.navigation import add_entry
        from . import receivers
        from .granting import ROLES_INVITING, ROLES_MANAGING_ROLES

        receivers.connect()
        add_entry(90, _("People and roles"), "accounts:people", ROLES_MANAGING_ROLES)
        add_entry(91, _("Invitations"), "accounts:invitations", set(ROLES_INVITING) - set(ROLES_MANAGING_ROLES))
