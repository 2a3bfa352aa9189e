from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VacanciesConfig(AppConfig):
    name = "skillpact_web.vacancies"
    label = "vacancies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..ui.navigation import add_entry
        from . import queries, uploads

        add_entry(20, _("Vacancies"), "vacancies:list", queries.READERS)
        uploads.register()
