from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "learning.access"
    label = "access"
    verbose_name = _("Access")

    def ready(self) -> None:
        from commerce.catalogue import sellers
        from commerce.orders import openings
        from common import personal_data
        from learning.courses.editor import publish_warning
        from learning.courses.permissions import register_offers
        from learning.courses.release import proposals
        from library.delivery import register_guard

        from . import audiences, handlers, models
        from .admin import page_editors
        from .admin.shown_data import SHOWN
        from .file_access import guard_course_files
        from .impact.publish_warning import warn_about
        from .sales.openings import OrderOpenings
        from .sales.sellers import BundleSeller, CourseSeller
        from .selectors import learners_by_release

        personal_data.register(SHOWN)
        register_guard(guard_course_files)
        register_offers(
            lists=(models.LearningPathIndexPage, models.BundleIndexPage),
            offers=(models.LearningPathPage, models.BundlePage),
        )
        publish_warning.register(warn_about)
        proposals.register(count_learners=learners_by_release)
        openings.register(OrderOpenings())
        sellers.register("course", CourseSeller(), _("Course"))
        sellers.register("bundle", BundleSeller(), _("Bundle"))
        page_editors.register()
        audiences.connect()
        handlers.connect()
