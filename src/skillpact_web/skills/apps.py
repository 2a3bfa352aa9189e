from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "skillpact_web.skills"
    label = "skills"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..metrics import ladders
        from . import engine

        ladders.put("skill", ladder=engine.broader_skill, labels=engine.labels)
