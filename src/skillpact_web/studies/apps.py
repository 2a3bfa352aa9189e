from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudiesConfig(AppConfig):
    name = "skillpact_web.studies"
    label = "studies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.scopes import add_scope
        from ..ui.navigation import add_entry
        from . import queries

        add_entry(
            60, _("Studies"), "studies:list", queries.READERS, help=_("What is short, who fits, and which training.")
        )
        add_scope("studies:read", _("Read studies"))
        add_scope("studies:write", _("Run and publish studies"))
