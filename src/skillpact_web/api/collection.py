"""The interface itself: the router of every app that has an `api.py`, under the app's label."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from ..doors.rest import RestApi
from .me import router as me

api = RestApi(
    title="Skillpact",
    version="1",
    description=(
        "What the pages show, for programs. Lists come in parts (limit, offset); refusals are "
        "application/problem+json; a write with the header Idempotency-Key is carried out once."
    ),
    urls_namespace="api",
)
api.add_router("/me", me)
for app in apps.get_app_configs():
    if app.name.startswith("skillpact_web.") and app.label != "api" and find_spec(f"{app.name}.api"):
        api.add_router(f"/{app.label}", import_module(f"{app.name}.api").router)
