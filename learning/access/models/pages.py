"""What is offered beside single courses, as authors edit it: learning paths and bundles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelsearch import index
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from common.seo.pages import SharedPage
from learning.courses.models import Course
from learning.courses.models.presented import PresentedPage
from learning.courses.permissions import CoursePagePermissionTester

from .bundles import Bundle
from .paths import LearningPath

if TYPE_CHECKING:
    from accounts.models import User

RICH = ["bold", "italic", "link", "ul", "ol", "h3"]


class ManagedPage(PresentedPage, SharedPage, Page):
    """A page below which or on which only those work who manage or review courses."""

    intro = models.TextField(_("introduction"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def permissions_for_user(self, user: User) -> CoursePagePermissionTester:
        return CoursePagePermissionTester(user, self)


class OfferPage(ManagedPage):
    """What paths and bundles share: a picture, a text, and an identity that follows the translation key."""

    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("image"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    description = RichTextField(_("description"), blank=True, features=RICH)

    identity_field: ClassVar[str]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("description")]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A copy has a translation key of its own, and so an identity of its own; a translation shares it."""
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        identity = getattr(self, self.identity_field, None)
        if identity is None or identity.public_id != self.translation_key:
            model: Any = self._meta.get_field(self.identity_field).related_model
            found, _is_new = model.objects.get_or_create(
                public_id=self.translation_key, defaults={"title": self.title}
            )
            setattr(self, self.identity_field, found)
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft's content on this page: the identity is the page's, whatever a copied revision says."""
        page = super().with_content_json(content)
        setattr(page, f"{self.identity_field}_id", getattr(self, f"{self.identity_field}_id"))
        return page

    @property
    def is_source(self) -> bool:
        """Whether this page, and not one it was translated into, says which courses there are."""
        return not type(self).objects.filter(translation_key=self.translation_key, pk__lt=self.pk).exists()


class LearningPathIndexPage(ManagedPage):
    """The list of learning paths, at `/paths/`."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["access.LearningPathPage"]

    class Meta:
        verbose_name = _("learning path list")
        verbose_name_plural = _("learning path lists")


class LearningPathPage(OfferPage):
    """A learning path as its authors edit it."""

    learning_path = models.ForeignKey(
        LearningPath, on_delete=models.PROTECT, related_name="pages", editable=False
    )

    identity_field = "learning_path"
    exclude_fields_in_copy = ["learning_path"]
    parent_page_types = ["access.LearningPathIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    def courses_in_order(self) -> list[list[Any]]:
        """As editions keep them: [course id, is required]."""
        return [[step.course_id, step.is_required] for step in self.steps.all()]


class PathStep(Orderable):
    """A course on a path."""

    page = ParentalKey(LearningPathPage, on_delete=models.CASCADE, related_name="steps")
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="path_steps"
    )
    is_required = models.BooleanField(
        _("required"),
        default=True,
        help_text=_("Learners must complete this course before the next ones open."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("learning path course")
        verbose_name_plural = _("learning path courses")
        constraints = [models.UniqueConstraint(fields=["page", "course"], name="access_on_path_once")]

    def __str__(self) -> str:
        return str(self.course)


class BundleIndexPage(ManagedPage):
    """The list of bundles, at `/bundles/`."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["access.BundlePage"]

    class Meta:
        verbose_name = _("bundle list")
        verbose_name_plural = _("bundle lists")


class BundlePage(OfferPage):
    """A bundle as its authors edit it. What somebody was given of it does not change with it."""

    class Kind(models.TextChoices):
        FIXED = "fixed", _("All courses")
        PICK = "pick", _("Pick your own")
        TIERED = "tiered", _("Tiered")

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="pages", editable=False)
    kind = models.CharField(_("type"), max_length=16, choices=Kind.choices, default=Kind.FIXED)
    pick_count = models.PositiveSmallIntegerField(
        _("number to pick"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("For “Pick your own” bundles: how many of the courses below learners pick."),
    )

    identity_field = "bundle"
    exclude_fields_in_copy = ["bundle"]
    parent_page_types = ["access.BundleIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("bundle page")
        verbose_name_plural = _("bundle pages")

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.PICK and not self.pick_count:
            raise ValidationError({"pick_count": _("Enter how many courses learners pick.")})

    def tiers(self) -> dict[str, list[int]]:
        """Course ids by tier, in the order of their first courses; under "" where there are no tiers."""
        return grouped(self.items.all(), by_tier=self.kind == self.Kind.TIERED)


class BundleItem(Orderable):
    """A course in a bundle, in one of its tiers where it has tiers."""

    page = ParentalKey(BundlePage, on_delete=models.CASCADE, related_name="items")
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="bundle_items"
    )
    tier = models.CharField(
        _("tier"),
        max_length=80,
        blank=True,
        help_text=_("For tiered bundles: the tier that includes this course. Add the course once per tier."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("bundle course")
        verbose_name_plural = _("bundle courses")
        constraints = [models.UniqueConstraint(fields=["page", "course", "tier"], name="access_in_tier_once")]

    def __str__(self) -> str:
        return str(self.course)


def grouped(items: Iterable[BundleItem], *, by_tier: bool) -> dict[str, list[int]]:
    """Course ids in their order, each once, by the name of the tier."""
    found: dict[str, list[int]] = {}
    for item in items:
        ids = found.setdefault(item.tier if by_tier else "", [])
        if item.course_id not in ids:
            ids.append(item.course_id)
    return found
