from __future__ import annotations

from django.urls import path

from . import transfer, views

app_name = "vacancies"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("new/", views.create, name="create"),
    path("import/", transfer.import_page, name="import"),
    path("export/", transfer.export, name="export"),
    path("<int:vacancy_id>/", views.detail, name="detail"),
    path("<int:vacancy_id>/change/", views.change, name="change"),
    path("<int:vacancy_id>/skills/", views.decide, name="decide"),
    path("<int:vacancy_id>/skills/add/", views.add_skill, name="add_skill"),
    path("<int:vacancy_id>/status/", views.set_status, name="set_status"),
    path("<int:vacancy_id>/undo/", views.undo, name="undo"),
    path("<int:vacancy_id>/read/", views.read_again, name="read_again"),
]
