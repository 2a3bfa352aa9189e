from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VacanciesConfig(AppConfig):
    name = "skillpact_web.vacancies"
    label = "vacancies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.scopes import add_scope
        from ..organisations.answers import add_source
        from ..search.services import register
        from ..ui.navigation import add_entry
        from . import queries, services, uploads
        from .models import Vacancy

        add_entry(20, _("Vacancies"), "vacancies:list", queries.READERS, help=_("Who is needed, and which skills."))
        add_scope("vacancies:read", _("Read vacancies"))
        add_scope("vacancies:write", _("Enter and change vacancies"))
        uploads.register()
        register("vacancy", services.texts, model=Vacancy)
        add_source(queries.told_since)
