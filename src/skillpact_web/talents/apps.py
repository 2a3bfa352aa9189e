from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalentsConfig(AppConfig):
    name = "skillpact_web.talents"
    label = "talents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.roles import Role
        from ..accounts.scopes import add_scope
        from ..ui.navigation import add_entry
        from . import index, queries, uploads

        add_entry(
            10,
            _("What I bring"),
            "talents:mine",
            {Role.TALENT},
            help=_("Your skills, who can see them, and help from a person."),
        )
        add_entry(
            30,
            _("People"),
            "talents:list",
            queries.LIST_READERS,
            help=_("People who allow you to see what they bring."),
        )
        add_scope("talents:read", _("Read people in scope"))
        add_scope("talents:write", _("Change people in scope"))
        uploads.register()
        index.register()
