"""What other apps and the editor's screens ask of the library."""

from library.models import AcademyImage, PrivateCollection

LOOKED_AT = 20


def newest_public_image() -> AcademyImage | None:
    """A picture that anybody may see, for the preview of a block; None when the newest are all private."""
    newest = list(
        AcademyImage.objects.select_related("collection").order_by("-created_at", "-pk")[:LOOKED_AT]
    )
    hidden = PrivateCollection.objects.hidden_ids({image.collection for image in newest})
    return next((image for image in newest if image.collection_id not in hidden), None)
