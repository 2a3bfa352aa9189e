"""A page of the tests that shows every part of `ui` at once: form, list, charts, picker, fragment, messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from skillpact_web import urls as web
from skillpact_web.errors import DomainError
from skillpact_web.ui.charts import Chart
from skillpact_web.ui.fields import DateField, LevelField, MoneyField, SkillField
from skillpact_web.ui.forms import BaseForm, Group
from skillpact_web.ui.pages import paginate
from skillpact_web.ui.widgets import FileInput, SkillPicker

FOUND = ["TIG welding", "robot welding", "welding inspection"]
PAGE = """{% extends "ui/base.html" %}
{% block title %}Gallery{% endblock %}{% block heading %}<h1>Gallery</h1>{% endblock %}
{% block lead %}<p class="lead">Every part of the house at once.</p>{% endblock %}
{% block actions %}<a class="button" href="/gallery/">Add one</a><a class="button secondary" href="/gallery/">Import</a>{% endblock %}
{% block aside %}<aside aria-label="Beside"><h2>Beside</h2><p>Words beside the page.</p></aside>{% endblock %}
{% block main %}
<div id="part"><button type="button" hx-post="/gallery/part/" hx-target="#part">Change the part</button></div>
<button type="button" id="refuse" class="secondary" hx-post="/gallery/refused/" hx-target="#part">Be refused</button>
<button type="button" id="fail" class="danger" hx-post="/gallery/no-such/" hx-target="#part">Fail</button>
<form class="form" method="post" enctype="multipart/form-data" novalidate>{% csrf_token %}{{ form }}<div class="buttons"><button>Save</button><a href="/gallery/">Cancel</a></div></form>
<p class="warning">A warning.</p><p class="notice">A notice.</p><p><span class="tag good">confirmed</span> <span class="tag bad">overdue</span> <span class="tag">new</span></p>
<dl class="facts"><dt>Place</dt><dd>Ibarrondo</dd><dt>A very long word</dt><dd>Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft</dd></dl>
<details><summary>More</summary><p>What is folded.</p></details>
{% stacked_chart balance %}{% bar_chart cost %}{% trend_line trend %}
{% empty_state "No vacancy yet." "/gallery/" "Add the first" %}
{% endblock %}"""
LIST = """{% extends "ui/list.html" %}
{% block title %}List{% endblock %}{% block heading %}<h1>List</h1>{% endblock %}{% block caption %}All vacancies{% endblock %}
{% block filters %}<div class="field"><label for="state">State</label><select id="state" name="state"><option>all</option></select></div>{% endblock %}
{% block columns %}{% sort_link "title" "Title" %}<th scope="col">Company</th><th scope="col" class="n">Openings</th>{% endblock %}
{% block rows %}{% for one in page_obj %}<tr><th scope="row"><a href="/gallery/">Vacancy {{ one }}</a></th><td data-label="Company">Olatuna Software</td><td class="n">{{ one }}</td></tr>{% endfor %}{% endblock %}"""


class GalleryForm(BaseForm):
    groups = (Group("Where and when", ("city", "starts"), help="The place of work."),)
    title = forms.CharField(max_length=80, help_text="As in the advert.")
    words = forms.CharField(widget=forms.Textarea, required=False, max_length=5000)
    city = forms.CharField()
    starts = DateField(required=False)
    way = forms.ChoiceField(choices=[("a", "Here"), ("b", "There")], widget=forms.RadioSelect, help_text="One of two.")
    many = forms.MultipleChoiceField(choices=[("a", "One"), ("b", "Two")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="I agree", help_text="You can take it back.")
    price = MoneyField()
    level = LevelField()
    skill = SkillField(required=False, widget=SkillPicker(url_name="gallery_found"))
    file = forms.FileField(widget=FileInput(accept=".pdf"), required=False)


def gallery(request: Any) -> HttpResponse:
    form = GalleryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"Saved: {form.cleaned_data['skill']}")
    context = {
        "form": form,
        "balance": Chart(
            "balance",
            "Needed, available, in training",
            ("Skill", "needed", "available", "in training"),
            [("OT security in industrial networks", (5, 1, 0)), ("SQL", (12, 6, 3)), ("Withheld", (None, 2, 1))],
        ),
        "cost": Chart("cost", "Net price", ("Course", "price"), [("A", (120050,)), ("B", (64333,))], kind="euro"),
        "trend": Chart("trend", "Coverage", ("Month", "share"), [("Aug", (0.2,)), ("Sep", (0.4,))], kind="share"),
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def rows(request: Any) -> HttpResponse:
    page = {"page_obj": paginate(request, list(range(120)), 10), "q": request.GET.get("q", "")}
    return HttpResponse(engines["django"].from_string(LIST).render(page, request))


def found(request: Any) -> HttpResponse:
    words = request.GET.get("q", "")
    hits = [{"value": f"urn:{one}", "label": one, "note": ""} for one in FOUND if words and words in one]
    return render(request, "ui/options.html", {"options": hits})


def part(request: Any) -> HttpResponse:
    return HttpResponse('<h2 data-focus>The part has changed</h2><script>document.title = "evaluated"</script>')


def refused(request: Any) -> HttpResponse:
    raise DomainError("No seat is left.")


handler400, handler403, handler404, handler500 = web.handler400, web.handler403, web.handler404, web.handler500
urlpatterns = [
    path("gallery/", gallery),
    path("gallery/rows/", rows),
    path("gallery/found/", found, name="gallery_found"),
    path("gallery/part/", part),
    path("gallery/refused/", refused),
    path("", include(web)),
]
