from __future__ import annotations

from django.urls import path

from . import views

app_name = "library"
urlpatterns = [
    path("", views.lists, name="lists"),
    path("editions/<int:edition_id>/", views.edition, name="edition"),
    path("editions/<int:edition_id>/use/", views.use, name="use"),
    path("<str:list_name>/", views.facts, name="facts"),
    path("<str:list_name>/replace/", views.replace, name="replace"),
]
