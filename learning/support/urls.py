"""Addresses of the screens about learners, and of previews, below `/admin/academy/`."""

from django.urls import path

from .access_explainer import views as access_explainer
from .cases import views as cases
from .course_learners import views as course_learners
from .learner import list_view
from .learner import views as learner
from .my_courses import views as my_courses
from .preview_as import views as preview_as

app_name = "support"

LEARNER = "learners/<uuid:public_id>/"
COURSE = "courses/<uuid:public_id>/"

urlpatterns = [
    path("learners/", list_view.LearnersView.as_view(), name="learners"),
    path(LEARNER, learner.LearnerView.as_view(), name="learner"),
    path(LEARNER + "why/", access_explainer.AccessExplainerView.as_view(), name="why"),
    path(LEARNER + "hand-on/", cases.HandOnView.as_view(), name="hand_on"),
    path(COURSE + "learners/", course_learners.CourseLearnersView.as_view(), name="course_learners"),
    path(COURSE + "learners/write/", course_learners.WriteToLearnersView.as_view(), name="write_to_learners"),
    path("my-courses/", my_courses.MyCoursesView.as_view(), name="my_courses"),
    path("cases/", cases.CasesView.as_view(), name="cases"),
    path("cases/<uuid:case_id>/close/", cases.CloseCaseView.as_view(), name="close_case"),
    path(LEARNER + "preview/", preview_as.PreviewAsPersonView.as_view(), name="preview_as"),
    path("preview/", preview_as.PreviewAsTestLearnerView.as_view(), name="preview"),
    path("preview/<uuid:public_id>/on-day/", preview_as.PreviewOnDayView.as_view(), name="preview_on_day"),
    path(
        "preview/submissions/<uuid:public_id>/",
        preview_as.PreviewCandidateView.as_view(),
        name="preview_candidate",
    ),
    path("preview/end/", preview_as.EndPreviewView.as_view(), name="preview_end"),
]
