from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "skillpact_web.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.roles import Role
        from ..organisations import codes
        from ..ui.navigation import add_entry
        from . import queries

        codes.offer(queries.choices)
        add_entry(900, _("Reference lists"), "library:lists", {Role.ADMINISTRATOR, Role.CLUSTER_MANAGER})
