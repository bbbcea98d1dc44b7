"""Accounts sign in; members take part. One account may hold several members (one mailbox)."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.apps import apps
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clock.words import Reader
from vault.fields import EncryptedTextField

if TYPE_CHECKING:
    BaseManager = UserManager["Account"]
else:
    BaseManager = UserManager


class AccountManager(BaseManager):
    """Makes accounts that are known by their e-mail address alone."""

    def create_user(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> "Account":
        """Makes and returns an account; without a password it signs in by e-mailed code."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> "Account":
        """Makes the one account that may do everything. Prefer a coordinator.

        With its address, as an invitation makes it: without one the first sign-in would prove it
        by a second code.
        """
        with transaction.atomic(using=self._db):
            account = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            apps.get_model("account.EmailAddress").objects.using(self._db).create(
                user=account, email=account.email, primary=True, verified=False
            )
        return account


class Account(AbstractUser):
    """Who signs in: a mailbox, its time zone, country and language, perhaps a role.

    `time_zone` is the one setting there is: pages, letters and the editor of everybody who shares
    the mailbox go by it. Empty until it is known; never "UTC" or another name that is no place.
    `language` is that of pages and of letters about the account; empty until they first signed in.
    """

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()  # type: ignore[misc,assignment]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_any_case")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def zone(self) -> ZoneInfo:
        """The reader's own zone; UTC until it is known."""
        return ZoneInfo(self.time_zone or "UTC")

    @property
    def reader(self) -> Reader:
        """How pages and letters are written for whoever signs in."""
        return Reader(self.language, self.country)


class Member(models.Model):
    """Who takes part. Every seat, link, letter and answer points here, never to the account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(
        _("name in the group"), max_length=60, help_text=_("The other members see this name.")
    )
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text="empty: that of the account"
    )
    discreet = models.BooleanField(
        _("discreet letters"),
        default=False,
        help_text=_("Neutral sender, subject and calendar title."),
    )
    pin_hash = models.CharField(max_length=200, blank=True)
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["joined_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def time_zone(self) -> str:
        """The name of the zone in which this person reads times: their account's."""
        return self.account.time_zone

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this person reads times; UTC until it is known."""
        return self.account.zone

    @property
    def reader(self) -> Reader:
        """How letters about this person, their calendar entries and their room are written."""
        return Reader(self.language or self.account.language, self.country)


class Intake(models.Model):
    """What we ask before a seat is paid for. Read by the group's leaders and coordinators only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="intake")
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"), null=True, help_text="empty once a later answer took it back"
    )
    emergency_name = EncryptedTextField(_("emergency contact"))
    emergency_phone = EncryptedTextField(_("their phone number"))
    emergency_relation = EncryptedTextField(_("who they are to you"), blank=True, default="")
    understood_at = models.DateTimeField(help_text="confirmed what the group is and is not")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"intake of {self.member_id}"

    def is_of(self, years: int, *, now: datetime) -> bool:
        """Whether somebody is known to be `years` old, or will be this year."""
        return self.birth_year is not None and now.year - self.birth_year >= years


class Policy(models.Model):
    """One version of a text that people agree to. A published version is never edited."""

    class Kind(models.TextChoices):
        AGREEMENT = "group-agreement", _("Group agreement")
        TERMS = "terms", _("Terms")
        PRIVACY = "privacy", _("Privacy notice")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    summary = models.JSONField(default=list, help_text="a few plain sentences, shown first")
    body = models.TextField(help_text="HTML of our own, no links to elsewhere")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="policy_version")]
        ordering = ["kind", "-published_at"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    def get_absolute_url(self) -> str:
        """This version's own page, which never changes."""
        return reverse("policy-version", args=[self.kind, self.version])


class Acceptance(models.Model):
    """A member agreed to one version of a policy at one moment."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="acceptances")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "policy"], name="one_acceptance_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} accepted {self.policy_id}"
