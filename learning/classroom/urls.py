"""A learner's own addresses. Course addresses are the pages' own: see `presenter`."""

from django.urls import path, re_path

from learning.classroom.views import (
    certificates,
    dashboard,
    favourites,
    invitations,
    notes,
    quizzes,
    waiting,
)

app_name = "classroom"

urlpatterns = [
    path("my-dashboard/", dashboard.overview, name="dashboard"),
    re_path(r"^my-dashboard/course/(?P<slug>[-\w]+)/$", dashboard.course, name="course_progress"),
    re_path(r"^my-dashboard/course/(?P<slug>[-\w]+)/grades/$", dashboard.grades, name="grades"),
    re_path(r"^my-dashboard/course/(?P<slug>[-\w]+)/notes\.md$", notes.export, name="notes_export"),
    path("my-dashboard/attempts/<uuid:public_id>/", quizzes.attempt, name="attempt"),
    path("invite/<str:token>/", invitations.show, name="invitation"),
    path("my-dashboard/waiting/<uuid:public_id>/", waiting.start, name="wait"),
    path("my-dashboard/waiting/<uuid:public_id>/stop/", waiting.stop, name="stop_waiting"),
    path("my-dashboard/favourites/<uuid:public_id>/", favourites.toggle, name="favourite"),
    path("my-dashboard/lessons/<uuid:lesson_id>/notes/", notes.write, name="notes"),
    path("my-dashboard/lessons/<uuid:lesson_id>/notes/<uuid:note_id>/", notes.write, name="note"),
    path(
        "my-dashboard/lessons/<uuid:lesson_id>/notes/<uuid:note_id>/delete/", notes.delete, name="note_delete"
    ),
    path(
        "my-dashboard/lessons/<uuid:lesson_id>/notes/<uuid:note_id>/restore/",
        notes.restore,
        name="note_restore",
    ),
    path("my-certifications/", certificates.own, name="certifications"),
    path("certificates/<str:code>/", certificates.check, name="certificate"),
    re_path(r"^certificates/(?P<code>[^/]+)\.pdf$", certificates.download, name="certificate_pdf"),
]
