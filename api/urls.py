from django.urls import path

from api import authoring
from api.v1.api import api as v1

urlpatterns = [
    path("v1/", v1.urls),
    path("authoring/", authoring.urls),
]
