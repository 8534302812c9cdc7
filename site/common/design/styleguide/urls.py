"""The style guide's address; config.urls has it in development only."""

from django.urls import path

from .views import styleguide

urlpatterns = [path("", styleguide, name="styleguide")]
