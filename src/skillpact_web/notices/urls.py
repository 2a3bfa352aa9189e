from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("<int:notice_id>/settle/", views.settle, name="settle"),
    path("reminders/", views.preferences, name="preferences"),
    path("no-reminders/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
