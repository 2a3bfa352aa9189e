from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "skillpact_web.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"
