"""Pages of vacancies: thin doors to queries and services."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..accounts.access import for_roles
from ..doors.once import once
from ..errors import DomainError
from ..skills.statements import by_decision
from ..ui.pages import paginate, sort_rows, version_read
from ..ui.refusals import put_errors
from . import queries, services
from .forms import NewVacancyForm, RequirementForm, VacancyForm
from .models import Vacancy, VacancyStatus

readers = for_roles(*queries.READERS, needs_second_factor=False)
writers = for_roles(*queries.WRITERS, needs_second_factor=False)


@require_safe
@readers
def list_page(request: Any) -> HttpResponse:
    """The vacancies in scope, found by words, status and company."""
    chosen = {
        "words": request.GET.get("q", ""),
        "status": request.GET.get("status", ""),
        "organisation": request.GET.get("organisation", ""),
    }
    found = queries.listed(request.viewer, **chosen, is_ranked=False)
    rows = sort_rows(request, found, queries.SORTS, default="published")
    return render(
        request,
        "vacancies/list.html",
        {
            "page_obj": paginate(request, rows),
            "chosen": chosen,
            "statuses": VacancyStatus.choices,
            "q": chosen["words"],
            "can_write": request.viewer.role in queries.WRITERS,
        },
    )


@writers
def create(request: Any) -> HttpResponse:
    """A new vacancy from a text, a file or an occupation."""
    form = NewVacancyForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = once(request, lambda: _create(request, form))
        except DomainError as error:
            put_errors(form, error)
        else:
            return redirect("vacancies:detail", outcome.value_id)
    return render(request, "vacancies/form.html", {"form": form}, status=422 if form.errors else 200)


def _create(request: Any, form: NewVacancyForm) -> int:
    return services.create(
        viewer=request.viewer,
        organisation=form.cleaned_data["organisation"],
        file=form.cleaned_data["file"],
        **form.values(),
    ).pk


@require_safe
@readers
def detail(request: Any, vacancy_id: int) -> HttpResponse:
    """One vacancy, its skills beside their sentences."""
    vacancy = get_object_or_404(queries.vacancies(request.viewer), pk=vacancy_id)
    return render(request, "vacancies/detail.html", _detail_context(request, vacancy))


def _detail_context(request: Any, vacancy: Vacancy) -> dict[str, Any]:
    rows = queries.requirements(request.viewer, vacancy)
    return {
        "vacancy": vacancy,
        **by_decision(rows),
        "can_write": request.viewer.role in queries.WRITERS,
        "is_reading": vacancy.is_being_read,
        "has_need": True,
        "skill_form": RequirementForm(),
    }


@writers
def change(request: Any, vacancy_id: int) -> HttpResponse:
    """Change the facts of a vacancy; two people who do so at once are told."""
    vacancy = get_object_or_404(queries.writable(request.viewer), pk=vacancy_id)
    form = VacancyForm(request.POST or None, instance=vacancy, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(
                viewer=request.viewer,
                vacancy_id=vacancy_id,
                expected_version=form.cleaned_data["version"],
                **form.values(),
            )
        except DomainError as error:
            put_errors(form, error)
            return render(request, "vacancies/form.html", {"form": form, "vacancy": vacancy}, status=error.status)
        messages.success(request, _("Saved."))
        return redirect("vacancies:detail", vacancy_id)
    return render(
        request, "vacancies/form.html", {"form": form, "vacancy": vacancy}, status=422 if form.errors else 200
    )


@require_POST
@writers
def decide(request: Any, vacancy_id: int) -> HttpResponse:
    """Save which skills the vacancy asks."""
    n_changed = services.decide_requirements(viewer=request.viewer, vacancy_id=vacancy_id, data=request.POST)
    messages.success(request, _("Saved: %(n)s skills decided.") % {"n": n_changed})
    return redirect("vacancies:detail", vacancy_id)


@require_POST
@writers
def add_skill(request: Any, vacancy_id: int) -> HttpResponse:
    """Add a skill by its name."""
    vacancy = get_object_or_404(queries.writable(request.viewer), pk=vacancy_id)
    form = RequirementForm(request.POST)
    if form.is_valid():
        try:
            services.add_requirement(viewer=request.viewer, vacancy_id=vacancy_id, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Added."))
            return redirect("vacancies:detail", vacancy_id)
    context = _detail_context(request, vacancy) | {"skill_form": form}
    return render(request, "vacancies/detail.html", context, status=422)


@require_POST
@writers
def set_status(request: Any, vacancy_id: int) -> HttpResponse:
    """Say that a vacancy is still open, filled, or closed."""
    status = request.POST.get("status")
    if status not in VacancyStatus.values:
        raise DomainError(_("Say whether the vacancy is open, filled or closed."))
    services.set_status(
        viewer=request.viewer,
        vacancy_id=vacancy_id,
        status=VacancyStatus(status),
        expected_version=version_read(request),
    )
    messages.success(request, _("Saved."))
    return redirect("vacancies:detail", vacancy_id)


@require_POST
@writers
def undo(request: Any, vacancy_id: int) -> HttpResponse:
    """Take the last change back."""
    services.undo(viewer=request.viewer, vacancy_id=vacancy_id, expected_version=version_read(request))
    messages.success(request, _("The last change is taken back."))
    return redirect("vacancies:detail", vacancy_id)


@require_POST
@writers
def read_again(request: Any, vacancy_id: int) -> HttpResponse:
    """Have the text read once more, with the taxonomy and the models of today."""
    services.read_again(viewer=request.viewer, vacancy_id=vacancy_id)
    return redirect("vacancies:detail", vacancy_id)
