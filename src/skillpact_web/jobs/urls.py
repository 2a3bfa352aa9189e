from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("<int:job_id>/", views.detail, name="detail"),
    path("<int:job_id>/progress/", views.progress, name="progress"),
    path("<int:job_id>/cancel/", views.cancel, name="cancel"),
]
