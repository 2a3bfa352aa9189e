from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "skillpact_web.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
