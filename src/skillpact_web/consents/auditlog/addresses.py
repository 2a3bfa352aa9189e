"""Addresses of the audit log (`audit:…`)."""

from __future__ import annotations

from django.urls import path

from .views import export, list_page

urlpatterns = [
    path("", list_page, name="list"),
    path("export/", export, name="export"),
]
