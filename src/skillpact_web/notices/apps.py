from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "skillpact_web.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.roles import Role
        from ..accounts.scopes import add_scope
        from ..ui.navigation import add_entry

        add_entry(10, _("Waiting for you"), "notices:list", Role)
        add_scope("notices:read", _("Read what waits for you"))
        add_scope("notices:write", _("Settle what waits for you"))
