from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "library"
    label = "library"
    verbose_name = _("Library")

    def ready(self) -> None:
        from wagtail.models import Collection

        from common.http import body_limits, content_policy
        from library import checks, files, lost_pictures
        from library.models import AcademyImage, CaptionTrack, PartialUpload, PrivateCollection
        from library.storage import origins, renditions
        from library.uploads import limits, parts

        # Renditions are a cache of pictures, and these keep it right.
        post_save.connect(renditions.settle_image, sender=AcademyImage)
        post_save.connect(renditions.settle_collection, sender=Collection)
        post_save.connect(renditions.settle_collection, sender=PrivateCollection)
        post_delete.connect(renditions.settle_collection, sender=PrivateCollection)
        post_delete.connect(files.forget_captions, sender=CaptionTrack)
        post_delete.connect(parts.forget_parts, sender=PartialUpload)
        body_limits.register(
            "^/admin/",
            most_bytes=limits.MEDIA_BYTES + 16 * limits.MEGABYTE,
            may=lambda request: request.user.has_perm("wagtailadmin.access_admin"),
        )
        lost_pictures.prepare_chooser()
        checks.register()
        content_policy.register(origins.file_sources)
