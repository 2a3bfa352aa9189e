"""The addresses of the web; each app holds its own."""

from __future__ import annotations

from pathlib import Path

from django.urls import include, path

HERE = Path(__file__).resolve().parent
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
        if (HERE / app / "urls.py").exists()
    ),
    *([path("api/v1/", include("skillpact_web.api.urls"))] if (HERE / "api" / "urls.py").exists() else []),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "skillpact_web.ui.errorpages.bad_request"
handler403 = "skillpact_web.ui.errorpages.forbidden"
handler404 = "skillpact_web.ui.errorpages.not_found"
handler500 = "skillpact_web.ui.errorpages.server_error"
