from __future__ import annotations

from django.urls import path

from . import views

app_name = "home"
urlpatterns = [
    path("", views.index, name="index"),
    path("no-role/", views.no_role, name="no_role"),
    path("your-data/", views.about_data, name="about_data"),
]
