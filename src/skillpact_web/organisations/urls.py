from __future__ import annotations

from django.urls import path

from . import duplicateviews, memberviews, transfer, views

app_name = "organisations"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("new/", views.create, name="create"),
    path("import/", transfer.import_page, name="import"),
    path("export/", transfer.export, name="export"),
    path("duplicates/", duplicateviews.list_page, name="duplicates"),
    path("duplicates/<int:first_id>/<int:second_id>/", duplicateviews.compare, name="compare"),
    path("duplicates/<int:first_id>/<int:second_id>/merge/", duplicateviews.merge, name="merge"),
    path("duplicates/<int:first_id>/<int:second_id>/apart/", duplicateviews.keep_apart, name="keep_apart"),
    path("merges/<int:merge_id>/undo/", duplicateviews.unmerge, name="unmerge"),
    path("contacts/<int:contact_id>/", memberviews.change_contact, name="change_contact"),
    path("contacts/<int:contact_id>/remove/", memberviews.remove_contact, name="remove_contact"),
    path("participations/<int:participation_id>/", memberviews.participation, name="participation"),
    path("participations/<int:participation_id>/agree/", memberviews.agree, name="agree"),
    path("participations/<int:participation_id>/withdraw/", memberviews.withdraw, name="withdraw"),
    path("<int:organisation_id>/", views.detail, name="detail"),
    path("<int:organisation_id>/change/", views.change, name="change"),
    path("<int:organisation_id>/undo/", views.undo, name="undo"),
    path("<int:organisation_id>/contacts/new/", memberviews.add_contact, name="add_contact"),
]
