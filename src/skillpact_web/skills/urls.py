from __future__ import annotations

from django.urls import path

from . import views

app_name = "skills"
urlpatterns = [
    path("", views.search, name="search"),
    path("occupations/", views.occupations, name="occupations"),
]
