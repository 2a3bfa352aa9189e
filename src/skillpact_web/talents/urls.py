from __future__ import annotations

from django.urls import path

from . import helpviews, skillviews, transfer, views

app_name = "talents"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("me/", views.mine, name="mine"),
    path("new/", views.create, name="create"),
    path("import/", transfer.import_page, name="import"),
    path("export/", transfer.export, name="export"),
    path("disputes/", helpviews.disputes_page, name="disputes"),
    path("disputes/<int:dispute_id>/", helpviews.dispute_page, name="dispute"),
    path("<str:talent_ref>/", views.detail, name="detail"),
    path("<str:talent_ref>/change/", views.change, name="change"),
    path("<str:talent_ref>/who-can-see-me/", views.visibility, name="visibility"),
    path("<str:talent_ref>/undo/", views.undo, name="undo"),
    path("<str:talent_ref>/erase/", views.erase, name="erase"),
    path("<str:talent_ref>/cv/", skillviews.upload_cv, name="upload_cv"),
    path("<str:talent_ref>/read/", skillviews.read_again, name="read_again"),
    path("<str:talent_ref>/suggest/", skillviews.suggest, name="suggest"),
    path("<str:talent_ref>/skills/", skillviews.decide, name="decide"),
    path("<str:talent_ref>/skills/add/", skillviews.add_skill, name="add_skill"),
    path("<str:talent_ref>/skills/<int:claim_id>/", skillviews.claim, name="claim"),
    path("<str:talent_ref>/skills/<int:claim_id>/dispute/", helpviews.dispute, name="dispute_claim"),
    path("<str:talent_ref>/dispute/", helpviews.dispute, name="open_dispute"),
    path("<str:talent_ref>/help/", helpviews.help_page, name="help"),
    path("<str:talent_ref>/help/<int:mandate_id>/end/", helpviews.end_mandate, name="end_mandate"),
]
