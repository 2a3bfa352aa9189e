from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VacanciesConfig(AppConfig):
    name = "skillpact_web.vacancies"
    label = "vacancies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.scopes import add_scope
        from ..ui.navigation import add_entry
        from . import queries, uploads

        add_entry(20, _("Vacancies"), "vacancies:list", queries.READERS, help=_("Who is needed, and which skills."))
        add_scope("vacancies:read", _("Read vacancies"))
        add_scope("vacancies:write", _("Enter and change vacancies"))
        uploads.register()
