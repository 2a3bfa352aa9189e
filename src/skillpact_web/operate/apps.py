from django.apps import AppConfig


class OperateConfig(AppConfig):
    name = "skillpact_web.operate"
    label = "operate"
    default_auto_field = "django.db.models.BigAutoField"
