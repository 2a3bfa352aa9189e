from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "skillpact_web.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.models import Organisation
        from ..accounts.roles import Role
        from ..accounts.scopes import add_scope
        from ..search.services import register
        from ..ui.navigation import add_entry

        add_entry(
            40,
            _("Organisations"),
            "organisations:list",
            set(Role) - {Role.TALENT},
            help=_("The companies, providers and authorities of the cluster, and whom to ask there."),
        )
        add_scope("organisations:read", _("Read organisations"))
        add_scope("organisations:write", _("Change organisations"))

        def words() -> Iterator[tuple[int, str]]:
            yield from Organisation.objects.values_list("pk", "name").iterator()

        register("organisation", words, model=Organisation)
        # Invitations and imports make organisations as well: whoever saves one, it is found.
        post_save.connect(put_words, sender=Organisation, dispatch_uid="organisations-words")


def put_words(instance: Any, **signal: Any) -> None:
    """Keep the name of a saved organisation in the search."""
    from ..search.services import put

    put("organisation", instance.pk, instance.name)
