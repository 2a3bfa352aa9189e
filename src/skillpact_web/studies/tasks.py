"""Background work on studies: fetch by id, delegate."""

from __future__ import annotations

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django_tasks import task

from ..errors import DomainError
from ..jobs.run import running
from . import engine, services
from .models import Study, StudyState

# What the engine says it is doing, in words for people; the rest is shown as it is.
WORDS = {
    "vacancies": gettext_noop("Reading vacancies"),
    "talents": gettext_noop("Reading what people bring"),
    "courses": gettext_noop("Reading courses"),
    "profiles": gettext_noop("Putting profiles together"),
    "shortages": gettext_noop("Counting what is short"),
    "matches": gettext_noop("Matching people and vacancies"),
    "plan": gettext_noop("Planning training"),
    "done": gettext_noop("Writing the tables"),
}


@task()
def run_study(job_id: int, study_id: int) -> None:
    """Run one study on its snapshot and keep its tables."""
    with running(job_id) as job:
        study = Study.objects.select_related("snapshot").filter(pk=study_id).first()
        if study is None or study.snapshot is None:  # deleted while it waited
            return
        Study.objects.filter(pk=study_id).update(state=StudyState.RUNNING, failure="")

        def on_progress(what: str, n_done: int, n_total: int) -> None:
            job.progress(n_done, n_total, _(WORDS.get(what, what)))

        try:
            result = engine.run(study.snapshot, study.options, language=get_language() or "en", on_progress=on_progress)
        except DomainError as error:
            Study.objects.filter(pk=study_id).update(state=StudyState.FAILED, failure=error.message[:500])
            raise
        with job.writing():
            services.save_result(study_id=study_id, result=result)
        job.result = {"study_id": study_id}
