"""The list of answers to a form, with its export."""

from wagtail.contrib.forms.views import SubmissionsListView

from common.imports.formulas import GuardedExportMixin


class FormAnswersView(GuardedExportMixin, SubmissionsListView):
    """Anybody may write an answer, so no cell of the export is read as a formula."""
