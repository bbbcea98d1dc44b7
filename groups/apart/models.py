"""Do-not-place: two people who must not share a group. Coordinators alone know of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from vault.fields import EncryptedTextField


class Reach(models.TextChoices):
    """How far it goes: what follows for groups in which the other one is not."""

    SAME_GROUP = (
        "group",
        _("Not in the same group. In any other group, each of them may enrol online."),
    )
    EVERYWHERE = (
        "all",
        _("Not in the same group, and neither enrols online: you place them yourself."),
    )


class Pairs(models.QuerySet["DoNotPlace"]):
    """Pairs by name of what they are."""

    def open(self) -> "Pairs":
        """They stand."""
        return self.filter(ended_at=None)

    def between(self, one: object, other: object) -> "Pairs":
        """Those of two people, whichever of them was named first."""
        return self.filter(Q(first=one, second=other) | Q(first=other, second=one))

    def of(self, member: object) -> "Pairs":
        """Those of one person."""
        return self.filter(Q(first=member) | Q(second=member))

    def near(
        self, one: object, other: object, *, one_account: object, other_account: object
    ) -> "Pairs":
        """Those of two people, or of one of them and somebody who shares the other's account: who
        enrols online says by whose name."""
        return self.filter(
            Q(first=one, second__account=other_account)
            | Q(second=one, first__account=other_account)
            | Q(first=other, second__account=one_account)
            | Q(second=other, first__account=one_account)
        )

    def of_account(self, account: object) -> "Pairs":
        """Those of all who share an account."""
        return self.filter(Q(first__account=account) | Q(second__account=account))


class DoNotPlace(models.Model):
    """Two people who must not share a group, in no order: the smaller id comes first.

    The reason is sealed and read by coordinators alone, on either's page at the desk. A pair that
    no longer holds is ended and kept; the same two may have another one afterwards.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reach = models.CharField(max_length=5, choices=Reach.choices)
    reason = EncryptedTextField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField(null=True)

    objects = Pairs.as_manager()

    class Meta:
        ordering = ["-recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="two_people_in_no_order"
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(ended_at__isnull=True),
                name="kept_apart_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="somebody_ended_it",
            ),
        ]

    def __str__(self) -> str:
        return f"do-not-place {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it stands."""
        return self.ended_at is None

    @property
    def goes_everywhere(self) -> bool:
        """Whether neither of them enrols online, wherever the other is."""
        return self.reach == Reach.EVERYWHERE

    def other_than(self, member: Member) -> Member:
        """The other one of the two."""
        return self.second if member.pk == self.first_id else self.first


def apart_from(member: object) -> Exists:
    """Whether a row's `member` and the one given must not share a group, to annotate with."""
    return Exists(DoNotPlace.objects.open().between(OuterRef("member"), member).order_by())


def apart_online_from(member: object, *, account: object) -> Exists:
    """The same for who enrols online: also of whoever shares an account with either of them."""
    pairs = DoNotPlace.objects.open().near(
        OuterRef("member"),
        member,
        one_account=OuterRef("member__account"),
        other_account=account,
    )
    return Exists(pairs.order_by())


def placed_by_us(account: object) -> Exists:
    """Whether a coordinator alone places somebody of an account, to annotate with."""
    standing = DoNotPlace.objects.open().of_account(account).filter(reach=Reach.EVERYWHERE)
    return Exists(standing.order_by())
