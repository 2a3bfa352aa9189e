"""Two sets of pages: the privacy centre (`consents:…`) and the audit log (`audit:…`).

The log's pages stand here because they need the viewer, and `audit` itself lies below `accounts`.
"""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include(("skillpact_web.consents.addresses", "consents"))),
    path("audit-log/", include(("skillpact_web.consents.auditlog.addresses", "audit"))),
]
