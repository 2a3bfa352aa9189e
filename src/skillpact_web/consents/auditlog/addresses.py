"""Addresses of the audit log (`audit:…`)."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.list_page, name="list"),
    path("export.csv", views.export, name="export"),
]
