from __future__ import annotations

from django.urls import path

from . import views

app_name = "metrics"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("snapshots/", views.snapshots, name="snapshots"),
    path("snapshots/new/", views.take_snapshot, name="take_snapshot"),
    path("snapshots/<int:snapshot_id>/", views.snapshot, name="snapshot"),
    path("snapshots/<int:snapshot_id>/correct/", views.correct_snapshot, name="correct_snapshot"),
    path("groups/", views.groups, name="groups"),
    path("groups/<int:group_id>/agree/", views.agree, name="agree"),
    path("groups/<int:group_id>/leave/", views.leave, name="leave"),
    path("<int:figures_id>/", views.detail, name="detail"),
]
