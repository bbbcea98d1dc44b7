"""What machines ask for: robots.txt, the sitemap, the icon."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

import clock
from courses.lessons.models import LessonIndexPage, LessonPage
from courses.skills.needs import needs
from courses.skills.queries import shown_skills
from design.assets import address
from groups.sessions.queries import next_groups
from pages.context import policy_links
from pages.models import HomePage

# Nothing in here is secret; it only has no use in a search engine.
UNLISTED = (
    "/cms/",
    "/search/",
    "/account/",
    "/today/",
    "/join/",
    "/room/",
    "/enrol/",
    "/offer/",
    "/desk/",
    "/lead/",
    "/skills/*/paper/",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be found; everything behind a sign-in need not be asked for."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in UNLISTED)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every published public page, lesson teaser, skill, policy and open group."""
    response = render(request, "pages/sitemap.xml", {"places": list(_places())})
    response["Content-Type"] = "application/xml; charset=utf-8"
    return response


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for /favicon.ico whatever a page says."""
    return HttpResponseRedirect(address("design/images/mark.svg"))


def _places() -> Iterator[dict[str, object]]:
    home = HomePage.objects.live().first()
    if home is not None:
        for page in home.get_descendants(inclusive=True).live().public().defer_streamfields():
            path = page.url_path.removeprefix(home.url_path)
            yield {"url": f"{settings.SITE_URL}/{path}", "changed": page.last_published_at}
    for kind in (LessonIndexPage, LessonPage):
        for page in kind.objects.live().public().defer_streamfields():
            yield {
                "url": f"{settings.SITE_URL}{page.own_path()}",
                "changed": page.last_published_at,
            }
    yield {"url": f"{settings.SITE_URL}{reverse('glossary')}"}
    yield {"url": f"{settings.SITE_URL}{reverse('skills')}"}
    for need in needs():
        yield {"url": f"{settings.SITE_URL}{reverse('skills-need', args=[need.slug])}"}
    for slug in shown_skills().values_list("slug", flat=True):
        yield {"url": f"{settings.SITE_URL}{reverse('skill', args=[slug])}"}
    for policy in policy_links():
        yield {"url": f"{settings.SITE_URL}{policy.url}"}
    for card in next_groups(clock.now()):
        yield {"url": f"{settings.SITE_URL}{reverse('group', args=[card.cohort.slug])}"}
