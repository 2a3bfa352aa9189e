from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [path("<int:upload_id>/", views.download, name="download")]
