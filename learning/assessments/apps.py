from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from .activity_kinds import register_kinds


class AssessmentsConfig(AppConfig):
    name = "learning.assessments"
    label = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        from common import personal_data
        from learning.access.engine import rule_checks
        from learning.courses.activities import register_copier
        from library.files import register_finder

        from . import handlers
        from .actions.copying import AssessmentCopier
        from .admin import upload_places
        from .admin.shown_data import SHOWN
        from .assignments import file_access
        from .quizzes import rule_checks as soundness

        personal_data.register(SHOWN)
        register_finder(file_access.find)
        rule_checks.register(soundness.find_flaws)
        upload_places.register()
        register_copier(AssessmentCopier())
        handlers.connect()


register_kinds()
