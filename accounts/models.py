"""The person: who signs in, what they are called, and whether they may be here."""

import uuid
from collections.abc import Collection
from typing import ClassVar
from zoneinfo import ZoneInfo

import phonenumbers
from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly

from .profile.names import name_without_address
from .profile.timezones import time_zone_names
from .querysets import SuspensionQuerySet, UserQuerySet


class UserManager(BaseUserManager.from_queryset(UserQuerySet)["User"]):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Save a new account; without a password it can be entered by e-mailed code only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        fields.setdefault("is_staff", True)
        fields.setdefault("is_superuser", True)
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractUser):
    """An account. The e-mail address is the login; `public_id` is its name to the outside.

    `is_active` is false exactly while a suspension is open: only `accounts.actions` changes it.
    """

    username = None  # type: ignore[assignment]
    public_id = models.UUIDField(_("public ID"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("email address"), unique=True)
    first_name = models.CharField(
        _("first name"), max_length=150, blank=True, help_text=_("Shown on certificates.")
    )
    last_name = models.CharField(
        _("last name"), max_length=150, blank=True, help_text=_("Shown on certificates.")
    )
    display_name = models.CharField(
        _("display name"),
        max_length=80,
        blank=True,
        help_text=_("Shown to other people. Leave empty to use the full name."),
    )
    phone = models.CharField(
        # longer than what is stored, so that people may type it with spaces
        _("phone"),
        max_length=32,
        blank=True,
        help_text=_("Include the country code, for example +33 1 23 45 67 89."),
    )
    language = models.CharField(_("language"), max_length=15, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    avatar = models.ImageField(_("photo"), upload_to="avatars", max_length=200, blank=True)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    # No page or snippet is found through a person: without this each save costs queries more.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_any_case",
                violation_error_message=_("This email address is already in use."),
            ),
            models.CheckConstraint(
                condition=models.Q(phone="") | models.Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="accounts_user_phone_in_e164",
            ),
        ]
        indexes = [models.Index(fields=["last_name", "first_name", "email"], name="accounts_people_by_name")]
        permissions = [
            ("suspend_user", _("Can suspend people and lift suspensions")),
            ("assign_roles", _("Can assign and remove roles")),
        ]

    def __str__(self) -> str:
        return self.get_display_name()

    def get_display_name(self) -> str:
        """What other people see: the chosen name, else the full name, else the part before the @."""
        return self.display_name or self.get_full_name() or self.email.partition("@")[0]

    def get_initials(self) -> str:
        """One or two letters that stand in for a missing picture."""
        return "".join(word[0] for word in self.get_display_name().split()[:2]).upper()

    @property
    def avatar_url(self) -> str:
        """Where the picture is, or nothing when there is none."""
        return self.avatar.url if self.avatar else ""

    @property
    def offered_language(self) -> str:
        """The language this person chose where the site speaks it, else nothing."""
        return self.language if self.language in dict(settings.LANGUAGES) else ""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this person reads moments."""
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check, and bring to the one form that is stored, what a plain field can't check.

        Here rather than in field validators, which migrations would have to import.
        """
        errors: dict[str, list[ValidationError]] = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        skipped = {*(exclude or ()), *errors}
        for name, normalise in _NORMALISED_FIELDS.items():
            if name in skipped or not getattr(self, name):
                continue
            try:
                setattr(self, name, normalise(getattr(self, name)))
            except ValidationError as error:
                errors[name] = [error]
        if errors:
            raise ValidationError(errors)

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie sessions to the epoch as well as to the password: raising it ends every session."""
        return salted_hmac(
            "accounts.models.User.get_session_auth_hash",
            f"{self.session_epoch}:{self.password}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


def _phone_in_e164(value: str) -> str:
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("Enter a valid phone number with its country code, for example +33 1 23 45 67 89."),
            code="phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _known_language(value: str) -> str:
    if value not in dict(settings.LANGUAGES):
        raise ValidationError(_("The site isn't available in this language."), code="language")
    return value


def _known_time_zone(value: str) -> str:
    if value not in time_zone_names():
        raise ValidationError(_("Enter a valid time zone."), code="time_zone")
    return value


_NORMALISED_FIELDS = {
    "first_name": name_without_address,
    "last_name": name_without_address,
    "display_name": name_without_address,
    "phone": _phone_in_e164,
    "language": _known_language,
    "time_zone": _known_time_zone,
}


class Suspension(models.Model):
    """A span in which a person may not sign in. Lifted, never deleted."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="suspensions")
    reason = models.TextField(_("reason"), help_text=_("Shown to the person when they try to sign in."))
    suspended_at = models.DateTimeField(_("suspended at"))
    suspended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    lifting_note = models.TextField(_("note"), blank=True, help_text=_("Visible to staff only."))

    objects = SuspensionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(lifted_at__isnull=True),
                name="accounts_one_open_suspension",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True)
                # said in so many words that it is dated: a comparison with nothing is no refusal in SQL
                | models.Q(
                    lifted_at__isnull=False,
                    lifted_at__gte=models.F("suspended_at"),
                    lifted_by__isnull=False,
                ),
                name="accounts_lifted_after_by_someone",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="accounts_suspended_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.suspended_at:%Y-%m-%d}"


class SecurityLogEntry(AppendOnly):
    """One failed sign-in, or one look of a member of staff at other people's personal data. Written once.

    what: how somebody tried to sign in, or what was shown (`common.personal_data`). actor: who looked.
    person: whose account or data; none for lists and unknown addresses. email: what was entered to sign in.
    path: the address that was asked for, with its filters.
    """

    class Kind(models.TextChoices):
        FAILED_SIGN_IN = "failed_sign_in", _("Failed sign-in")
        VIEWED = "viewed", _("Personal data viewed")
        EXPORTED = "exported", _("Personal data exported")

    happened_at = models.DateTimeField(_("time"))
    kind = models.CharField(_("event"), max_length=20, choices=Kind.choices)
    what = models.CharField(_("details"), max_length=120)
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, db_index=False, verbose_name=_("by")
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, db_index=False, verbose_name=_("person")
    )
    email = models.CharField(_("email address"), max_length=254, blank=True)
    path = models.CharField(_("URL"), max_length=500, blank=True)
    ip_address = models.GenericIPAddressField(_("IP address"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("security log entry")
        verbose_name_plural = _("security log entries")
        default_permissions = ("view",)
        ordering = ("-happened_at", "-pk")
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="security_log_newest"),
            models.Index(fields=["kind", "-happened_at", "-id"], name="security_log_kind"),
            models.Index(fields=["actor", "-happened_at"], name="security_log_actor"),
            models.Index(fields=["person", "-happened_at"], name="security_log_person"),
            models.Index(fields=["email", "-happened_at"], name="security_log_email"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.what} {self.happened_at:%Y-%m-%d %H:%M}"


class RequiredSecondFactor(models.Model):
    """A role whose people need a second factor. `due_at`: from then on nothing of staff opens without one."""

    role = models.CharField(_("role"), max_length=32, unique=True)
    due_at = models.DateTimeField(_("required from"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("required second factor")
        verbose_name_plural = _("required second factors")

    def __str__(self) -> str:
        return self.role
