from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentsConfig(AppConfig):
    name = "skillpact_web.consents"
    label = "consents"
    verbose_name = _("Privacy")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..accounts.roles import Role
        from ..accounts.scopes import add_scope
        from ..ui.navigation import add_entry

        add_scope("consents:read", _("Read your own data and what you agreed to"))
        add_scope("consents:write", _("Agree and withdraw for you"))
        add_entry(800, _("Requests about data"), "consents:requests", [Role.PRIVACY_OFFICER])
        add_entry(810, _("Register of processing"), "consents:register", [Role.PRIVACY_OFFICER])
        add_entry(820, _("Audit log"), "audit:list", [Role.AUDITOR, Role.PRIVACY_OFFICER])
        add_entry(900, _("My data"), "consents:centre", list(Role))
