from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkforceConfig(AppConfig):
    name = "skillpact_web.workforce"
    label = "workforce"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.roles import Role
        from ..accounts.scopes import add_scope
        from ..organisations.answers import add_source
        from ..ui.navigation import add_entry
        from . import queries

        add_entry(
            22, _("Functions"), "workforce:functions", queries.FUNCTION_READERS,
            help=_("The jobs of the company, what they expect, and how many do them now and later."),
        )  # fmt: skip
        add_entry(
            24, _("Our people"), "workforce:people", queries.WRITERS,
            help=_("What the company records about its people, and what is missing for their function."),
        )  # fmt: skip
        add_entry(
            60, _("At my employer"), "workforce:mine", (Role.TALENT,),
            help=_("What your employer recorded about you, once you have its code."),
        )  # fmt: skip
        add_source(queries.told_since)
        add_scope("workforce:read", _("Read functions and people of the company"))
        add_scope("workforce:write", _("Enter and change functions and people of the company"))
