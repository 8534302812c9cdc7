"""A learner's own addresses. Course addresses are the pages' own: see `presenter`."""

from django.urls import path, re_path

from learning.classroom.certificates import credentials as credential_views
from learning.classroom.certificates import views as certificates_views
from learning.classroom.course import waiting_list_views
from learning.classroom.dashboard import favourite_views
from learning.classroom.dashboard import views as dashboard_views
from learning.classroom.lesson import note_views
from learning.classroom.offers import invitation_views
from learning.classroom.quiz import views as quizzes_views

app_name = "classroom"

urlpatterns = [
    path("my-dashboard/", dashboard_views.overview, name="dashboard"),
    re_path(r"^my-dashboard/course/(?P<slug>[-\w]+)/$", dashboard_views.course, name="course_progress"),
    re_path(r"^my-dashboard/course/(?P<slug>[-\w]+)/grades/$", dashboard_views.grades, name="grades"),
    re_path(r"^my-dashboard/course/(?P<slug>[-\w]+)/notes\.md$", note_views.export, name="notes_export"),
    path("my-dashboard/unsaved/", dashboard_views.unsaved, name="unsaved"),
    path("my-dashboard/attempts/<uuid:public_id>/", quizzes_views.attempt, name="attempt"),
    path("invite/<str:token>/", invitation_views.show, name="invitation"),
    path("my-dashboard/waiting/<uuid:public_id>/", waiting_list_views.start, name="wait"),
    path("my-dashboard/waiting/<uuid:public_id>/stop/", waiting_list_views.stop, name="stop_waiting"),
    path("my-dashboard/favourites/<uuid:public_id>/", favourite_views.toggle, name="favourite"),
    path("favourites/<uuid:public_id>/", favourite_views.keep, name="keep_favourite"),
    path("my-dashboard/lessons/<uuid:lesson_id>/notes/", note_views.write, name="notes"),
    path("my-dashboard/lessons/<uuid:lesson_id>/notes/<uuid:note_id>/", note_views.write, name="note"),
    path(
        "my-dashboard/lessons/<uuid:lesson_id>/notes/<uuid:note_id>/delete/",
        note_views.delete,
        name="note_delete",
    ),
    path(
        "my-dashboard/lessons/<uuid:lesson_id>/notes/<uuid:note_id>/restore/",
        note_views.restore,
        name="note_restore",
    ),
    path("my-certifications/", certificates_views.own, name="certifications"),
    path("my-certifications/preview.pdf", certificates_views.preview, name="certificate_preview"),
    path("certificates/issuer.json", credential_views.issuer, name="credential_issuer"),
    path("certificates/keys/<str:key_code>.json", credential_views.key, name="credential_key"),
    path(
        "certificates/keys/<str:key_code>/status/<int:list_number>.jwt",
        credential_views.status,
        name="credential_status",
    ),
    path(".well-known/jwks.json", credential_views.keys, name="credential_keys"),
    path("certificates/<str:code>/", certificates_views.check, name="certificate"),
    path("certificates/<str:code>/credential.jwt", credential_views.credential, name="credential"),
    path("certificates/<str:code>/badge.png", credential_views.badge, name="credential_badge"),
    path("certificates/<str:code>/picture.png", credential_views.picture, name="certificate_picture"),
    re_path(r"^certificates/(?P<code>[^/]+)\.pdf$", certificates_views.download, name="certificate_pdf"),
]
