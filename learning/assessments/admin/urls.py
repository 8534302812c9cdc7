"""Addresses of the screens that write questions, quizzes and exams, below `/admin/academy/`."""

from django.urls import path, register_converter

from learning.assessments.exports import views as export_views
from learning.assessments.imports import views

from . import quiz_writer_views, statistics_views

app_name = "assessments_authoring"


class ItemKindConverter:
    """The kind of a graded item as its address has it: quizzes or exams."""

    regex = "quizzes|exams"
    _kinds = {"quizzes": "quiz", "exams": "exam"}

    def to_python(self, value: str) -> str:
        return self._kinds[value]

    def to_url(self, value: str) -> str:
        return {kind: name for name, kind in self._kinds.items()}[value]


register_converter(ItemKindConverter, "assessments_work_kind")

WORK = "<assessments_work_kind:kind>/<int:pk>/"

urlpatterns = [
    path("questions/<int:pk>/", statistics_views.QuestionView.as_view(), name="question"),
    path("questions/import/", views.QuestionUploadView.as_view(), name="import"),
    path("questions/import/sample.<slug:form>", views.SampleQuestionsView.as_view(), name="import_sample"),
    path("questions/import/<uuid:key>/", views.QuestionReportView.as_view(), name="import_report"),
    path("questions/export.<slug:form>", export_views.ExportBankView.as_view(), name="export_bank"),
    path("questions/in-bank/", quiz_writer_views.InBankView.as_view(), name="in_bank"),
    path("<assessments_work_kind:kind>/write/", quiz_writer_views.WriteView.as_view(), name="write_new"),
    path(WORK + "write/", quiz_writer_views.WriteView.as_view(), name="write"),
    path(WORK + "statistics/", statistics_views.StatisticsView.as_view(), name="statistics"),
    path(WORK + "export.<slug:form>", export_views.ExportWorkView.as_view(), name="export_work"),
]
