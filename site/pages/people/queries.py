"""Who leads a group, with the page on which they introduce themselves."""

from design.shapes import Link
from groups.sessions.queries import CohortCard
from pages.people.models import FacilitatorPage


def introduced(card: CohortCard) -> list[Link]:
    """The leaders' names in order; with an address where they have a page. One query."""
    accounts = [leader.account for leader in card.cohort.leaders.all()]
    pages = FacilitatorPage.objects.live().filter(account__in=accounts).defer_streamfields()
    found = {page.account_id: page.get_url() or "" for page in pages}
    return [
        Link(title=account.get_full_name(), url=found.get(account.pk, ""))
        for account in accounts
        if account.get_full_name()  # else it shows as an e-mail address, which stays with us
    ]
