"""Reads over people and what they agreed to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import router
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from django.db.models.deletion import Collector
from django.http import Http404

from accounts.models import Acceptance, Account, Intake, Member, Policy
from accounts.roles import Role
from accounts.second_factor import KINDS
from whole.asked import Asked, Given


@dataclass(frozen=True)
class StaffMember:
    """One of the team, as the coordinator's list shows them."""

    account: Account
    roles: tuple[Role, ...]
    second_factor: bool

    @property
    def name(self) -> str:
        """Their name, or their address until they told one."""
        return str(self.account)


def current_policies() -> dict[str, Policy]:
    """The newest published version of each kind that exists, by kind, in the order of Kind."""
    return _newest(Policy.objects.order_by("published_at", "pk"))


def missing_policies(member: Member) -> list[Policy]:
    """The current versions that the member has yet to agree to. One query."""
    newest = _newest(_policies_for(member=member.pk))
    return [
        policy
        for policy in newest.values()
        if not policy.accepted  # type: ignore[attr-defined]  # annotated below
    ]


def _with_what_was_accepted() -> QuerySet[Policy]:
    mine = Acceptance.objects.filter(member=Given("member", Member._meta.pk))
    accepted = Exists(mine.filter(policy=OuterRef("pk")))
    return Policy.objects.annotate(accepted=accepted).order_by("published_at", "pk")


_policies_for = Asked(_with_what_was_accepted)


def agreed_texts(member: Member, *, until: datetime) -> list[Policy]:
    """The versions that the member had agreed to by then, the newest of each kind. One query."""
    accepted = Policy.objects.filter(
        acceptances__member=member, acceptances__accepted_at__lte=until
    ).order_by("published_at", "pk")
    return list(_newest(accepted).values())


@dataclass(frozen=True)
class Owed:
    """What somebody was not asked yet: the intake, and the texts to agree to (as they are now)."""

    intake: bool
    policies: list[Policy]


def answers_owed(asked: Iterable[tuple[UUID, datetime]]) -> dict[tuple[UUID, datetime], Owed]:
    """What members have yet to answer who were let in at some moment without being asked.

    A text is owed by whoever agreed to no version as new as the one that held at that moment: what
    is published later closes no door to anybody. Whoever owes nothing is left out. No query for
    nobody, three for everybody else.
    """
    wanted = list(asked)
    if not wanted:
        return {}
    members = {member_id for member_id, _since in wanted}
    texts = list(Policy.objects.defer("body").order_by("published_at", "pk"))
    agreed = set(
        Acceptance.objects.filter(member__in=members).values_list("member_id", "policy_id")
    )
    told = Intake.objects.filter(member__in=members, birth_year__isnull=False)
    answered = set(told.values_list("member_id", flat=True))
    found = {}
    for member_id, since in wanted:
        open_ones = [
            versions[-1]
            for versions in _by_kind(texts)
            if not any((member_id, text.pk) in agreed for text in _held_from(versions, since))
        ]
        if open_ones or member_id not in answered:
            found[member_id, since] = Owed(member_id not in answered, open_ones)
    return found


def _by_kind(texts: list[Policy]) -> list[list[Policy]]:
    kinds = [[text for text in texts if text.kind == kind] for kind in Policy.Kind.values]
    return [versions for versions in kinds if versions]


def _held_from(versions: list[Policy], since: datetime) -> list[Policy]:
    """The version that held then, and all newer ones."""
    before = [number for number, text in enumerate(versions) if text.published_at <= since]
    return versions[before[-1] :] if before else versions


def _newest(policies: Iterable[Policy]) -> dict[str, Policy]:
    newest = {policy.kind: policy for policy in policies}
    return {kind: newest[kind] for kind in Policy.Kind.values if kind in newest}


def versions_of(kind: str) -> list[Policy]:
    """Every version of one policy, the newest first."""
    return list(Policy.objects.filter(kind=kind).order_by("-published_at", "-pk"))


def staff() -> list[StaffMember]:
    """Everybody with a role, and superusers, by name; two queries however many they are."""
    return [_staff_member(account) for account in _staff_accounts()]


def staff_member(account_id: int) -> StaffMember:
    """One of the team. Raises Http404 for anybody else, as for nobody."""
    account = _staff_accounts().filter(pk=account_id).first()
    if account is None:
        raise Http404
    return _staff_member(account)


def _staff_accounts() -> QuerySet[Account]:
    factor = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=KINDS)
    works_here = Account.groups.through.objects.filter(
        account_id=OuterRef("pk"), group__name__in=Role.values
    )
    return (
        Account.objects.filter(Exists(works_here) | Q(is_superuser=True))
        .annotate(has_factor=Exists(factor))
        .prefetch_related("groups")
        .order_by("last_name", "first_name", "email")
    )


def _staff_member(account: Account) -> StaffMember:
    names = {group.name for group in account.groups.all()}
    return StaffMember(
        account=account,
        roles=tuple(role for role in Role if role.value in names),
        second_factor=account.has_factor,  # type: ignore[attr-defined]  # annotated above
    )


def is_kept(*accounts: Account) -> bool:
    """Whether the database refuses to delete them: a row that has to stay leads to one of them.

    As many queries for ten as for one.
    """
    try:
        Collector(using=router.db_for_write(Account)).collect(accounts)
    except ProtectedError:
        return True
    return False


def same_mailbox(account: Account) -> QuerySet[Account]:
    """The accounts whose letters come to the same mailbox, this one among them: what stands behind
    a plus in an address is a label that anybody may invent (RFC 5233)."""
    local, _at, domain = account.email.rpartition("@")
    name = local.partition("+")[0]
    labelled = Q(email__istartswith=f"{name}+", email__iendswith=f"@{domain}")
    return Account.objects.filter(Q(email__iexact=f"{name}@{domain}") | labelled | Q(pk=account.pk))
