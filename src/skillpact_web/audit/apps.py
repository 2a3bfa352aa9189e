from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "skillpact_web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
