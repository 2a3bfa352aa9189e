from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkforceConfig(AppConfig):
    name = "skillpact_web.workforce"
    label = "workforce"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.scopes import add_scope

        add_scope("workforce:read", _("Read functions and people of the company"))
        add_scope("workforce:write", _("Enter and change functions and people of the company"))
