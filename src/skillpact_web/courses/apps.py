from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "skillpact_web.courses"
    label = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.scopes import add_scope
        from ..search.services import register
        from ..ui.navigation import add_entry
        from . import queries, services, uploads
        from .models import Course

        add_entry(
            40, _("Courses"), "courses:list", queries.READERS, help=_("What is on offer, where, and at what price.")
        )
        add_scope("courses:read", _("Read courses"))
        add_scope("courses:write", _("Enter and change courses"))
        uploads.register()
        register("course", services.texts, model=Course)
