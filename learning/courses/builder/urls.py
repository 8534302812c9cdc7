from django.urls import path

from . import filing, views

urlpatterns = [
    path("<int:page_id>/builder/", views.BuilderView.as_view(), name="builder_of_page"),
    path("<uuid:public_id>/builder/", views.BuilderView.as_view(), name="builder"),
    path("<uuid:public_id>/builder/outline/", views.OutlineView.as_view(), name="builder_outline"),
    path("<uuid:public_id>/builder/parts/<int:page_id>/", views.PartView.as_view(), name="builder_part"),
    path("<uuid:public_id>/builder/files/", filing.FilesView.as_view(), name="builder_files"),
    path("<uuid:public_id>/builder/delete-parts/", views.DeleteView.as_view(), name="builder_delete"),
    path("<uuid:public_id>/builder/copy-from/", views.TakeView.as_view(), name="builder_take"),
    path("<uuid:public_id>/builder/findings/", views.FindingsView.as_view(), name="builder_findings"),
    path("<uuid:public_id>/builder/<slug:gesture>/", views.GestureView.as_view(), name="builder_gesture"),
]
