from __future__ import annotations

from django.urls import path

from . import views

app_name = "studies"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("new/", views.create, name="create"),
    path("<int:study_id>/", views.detail, name="detail"),
    path("<int:study_id>/scenarios/", views.compare, name="compare"),
    path("<int:study_id>/scenarios/new/", views.create_scenario, name="create_scenario"),
    path("<int:study_id>/publish/", views.publish, name="publish"),
    path("<int:study_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:study_id>/delete/", views.delete, name="delete"),
    path("<int:study_id>/tables/<slug:code>/", views.table, name="table"),
    path("<int:study_id>/tables/<slug:code>/download/", views.download_table, name="download"),
]
