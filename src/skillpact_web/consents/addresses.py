"""Addresses of the privacy centre and the officer's desk (`consents:…`)."""

from __future__ import annotations

from django.urls import path

from .views import centre, desk, receipts

urlpatterns = [
    path("", centre.centre, name="centre"),
    path("my-data.json", centre.my_data, name="my_data"),
    path("agree/<slug:purpose>/", centre.give, name="give"),
    path("agreements/<int:consent_id>/end/", centre.withdraw, name="withdraw"),
    path("ask/", centre.ask, name="ask"),
    path("mine/<int:request_id>/take-back/", centre.take_back, name="take_back"),
    path("receipt/", receipts.receipt, name="receipt"),
    path("requests/", desk.requests, name="requests"),
    path("requests/<int:request_id>/", desk.detail, name="request"),
    path("requests/<int:request_id>/erase/", desk.erase, name="erase"),
    path("requests/<int:request_id>/lift/", desk.lift, name="lift"),
    path("erased/", desk.erased_list, name="erased_list"),
    path("erased/<int:erased_id>/", desk.erased, name="erased"),
    path("register/", desk.register, name="register"),
    path("retention/", desk.retention, name="retention"),
    path("retention/count/", desk.count_due, name="count_due"),
]
