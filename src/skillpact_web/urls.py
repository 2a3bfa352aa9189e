"""The addresses of the web; each app holds its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

# app → the address under which its pages stand; joined here as they come
PAGES = {
    "home": "",
    "accounts": "account/",
    "organisations": "organisations/",
    "consents": "privacy/",
    "documents": "documents/",
    "notices": "notices/",
    "jobs": "jobs/",
    "metrics": "figures/",
    "library": "library/",
    "skills": "skills/",
    "vacancies": "vacancies/",
    "workforce": "workforce/",
    "talents": "talents/",
    "courses": "courses/",
    "studies": "studies/",
}

urlpatterns = [
    *(
        path(address, include(f"skillpact_web.{app}.urls"))
        for app, address in PAGES.items()
        if find_spec(f"skillpact_web.{app}.urls")
    ),
    *([path("api/v1/", include("skillpact_web.api.urls"))] if find_spec("skillpact_web.api.urls") else []),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
