from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "skillpact_web.doors"
    label = "doors"
    default_auto_field = "django.db.models.BigAutoField"
