from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    name = "skillpact_web.metrics"
    label = "metrics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.roles import Role
        from ..accounts.scopes import add_scope
        from ..organisations.rules import Clash, on_clash
        from ..ui.navigation import add_entry
        from .models import FigureSet

        add_entry(
            60,
            _("Figures"),
            "metrics:list",
            set(Role) - {Role.TALENT},
            help=_("What is known about needs, people and training, with its base and date."),
        )
        # A figure of one member for one day stands once; the one that stays is computed anew.
        on_clash(FigureSet, Clash.DROP)
        add_scope("metrics:read", _("Read figures"))
        post_migrate.connect(put_guards_back, sender=self, dispatch_uid="metrics-guards")


def put_guards_back(using: str, **rest: Any) -> None:
    """Put back the triggers that a migration may have lost while it rebuilt the table."""
    from django.db import connections

    from .guards import missing_guards, put_guards
    from .models import Snapshot

    connection = connections[using]
    if Snapshot._meta.db_table in connection.introspection.table_names() and missing_guards(connection):
        put_guards(connection)
