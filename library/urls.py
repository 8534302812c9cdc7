from django.urls import path

from library import views

app_name = "library"
urlpatterns = [path("files/<uuid:public_id>/<str:name>", views.file, name="file")]
